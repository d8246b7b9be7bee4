/** next-auth's session cookie; `__Secure-` where the product is reached by https. */
const SESSION_COOKIES = ['__Secure-next-auth.session-token', 'next-auth.session-token'] as const;

/** The session token in a Cookie header (hostile input), or undefined. */
export function sessionTokenIn(header: string | undefined): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [name = '', ...value] = part.trim().split('=');
    if ((SESSION_COOKIES as readonly string[]).includes(name)) return decodeURIComponent(value.join('='));
  }
  return undefined;
}
