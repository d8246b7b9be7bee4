import { signAside } from './hashing';
import type { SigningKey } from './organisation-keys';
import type { CommitSigner } from './seal-commit';

/** The hub signs for an organisation, with a key that it holds for it. */
export function hubSigner({ keyId, privateKey }: SigningKey): CommitSigner {
  return { keyId, sign: ({ statement }) => signAside(privateKey, Buffer.from(statement, 'utf8')) };
}
