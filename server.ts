import { createServer } from 'node:http';
import next from 'next';
import { openGateway } from '@/lib/platform/server/socket-gateway';
import { log } from '@/lib/platform/server/log';
import { runtime } from '@/lib/platform/server/runtime';
import { socketAudience } from '@/lib/partners/server/socket-audience';

/** HTTP server, Next handler, socket gateway, graceful stop. Nothing else. */
async function serve(): Promise<void> {
  const { env, pool, database, secrets, databaseUrl } = runtime();
  const app = next({ dev: false, hostname: env.HOST, port: env.PORT });
  await app.prepare();
  const handle = app.getRequestHandler();
  const server = createServer((request, response) => void handle(request, response));
  const gateway = openGateway(server, {
    databaseUrl,
    pool,
    audience: socketAudience(database, secrets.sessionSecret),
    cursorKey: secrets.cursorKey,
  });
  await gateway.ready;
  server.listen(env.PORT, env.HOST, () => {
    process.send?.('ready');
  });
  const stop = async (): Promise<void> => {
    await gateway.close();
    server.close();
    server.closeIdleConnections();
    await database.$disconnect();
    await pool.end();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
}

serve().catch((error: unknown) => {
  log.fatal({ error }, 'The web server could not start');
  process.exit(1);
});
