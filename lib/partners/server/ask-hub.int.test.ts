import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { askHub } from './ask-hub';

const SCRIPT = '<script>fetch("/stolen")</script>';
let hub: Server;
afterEach(() => hub.close());

/** What a copy answers its own people when its hub answers as told. */
async function asked(answer: RequestListener, request: { method?: string; body?: string } = {}): Promise<Response> {
  hub = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => hub.once('listening', resolve));
  const address = `http://127.0.0.1:${String((hub.address() as AddressInfo).port)}`;
  const headers = { cookie: 'session=of-this-node', authorization: 'Bearer of-this-node' };
  return askHub({ hub: address, key: 'own-key' }, new Request('http://copy/api/v1/proposals?wait=1', { headers, ...request }));
}

it('passes on what is asked, under the organisation’s own key, and the answer with its status', async () => {
  const response = await asked(
    (request, reply) => {
      const { url, method } = request;
      const { cookie, authorization } = request.headers;
      let body = '';
      request.on('data', (chunk: Buffer) => { body += chunk.toString(); }); // prettier-ignore
      request.on('end', () => reply.writeHead(201).end(JSON.stringify({ url, method, cookie, authorization, body })));
    },
    { method: 'POST', body: '{"signature":"s"}' },
  );
  const heard = { url: '/api/v1/proposals?wait=1', method: 'POST', authorization: 'Bearer own-key', body: '{"signature":"s"}' };
  expect([response.status, await response.json()]).toEqual([201, heard]);
});

it('lets no hub choose what its answer is taken for, or set a cookie', async () => {
  const answer = JSON.stringify({ said: SCRIPT });
  const response = await asked((_, reply) =>
    reply
      .writeHead(403, { 'content-type': 'text/html', 'set-cookie': 'session=stolen', 'content-security-policy': '*' })
      .end(answer),
  );
  expect([response.status, await response.text()]).toEqual([403, answer]);
  const named = ['content-type', 'set-cookie', 'content-security-policy', 'x-content-type-options'];
  expect(named.map((name) => response.headers.get(name))).toEqual([
    'application/problem+json',
    null,
    "default-src 'none'",
    'nosniff',
  ]);
});

it('passes on neither a page, nor a way elsewhere, nor what has no end', async () => {
  const notPassedOn = { code: 'NOT_READY', message: expect.stringContaining('not passed on') as string };
  await expect(asked((_, reply) => reply.end(SCRIPT))).rejects.toMatchObject(notPassedOn);
  hub.close();
  const elsewhere = asked(({ url }, reply) => reply.writeHead(url === '/other' ? 200 : 302, { location: '/other' }).end('{}'));
  await expect(elsewhere).rejects.toMatchObject({
    code: 'NOT_READY',
    message: expect.stringContaining('does not answer') as string,
  });
  hub.close();
  const chunk = Buffer.alloc(1 << 20, ' ');
  const endless = asked((_, reply) => {
    const more = (): void => {
      while (!reply.destroyed && reply.write(chunk));
      if (!reply.destroyed) reply.once('drain', more);
    };
    more();
  });
  await expect(endless).rejects.toMatchObject(notPassedOn);
});
