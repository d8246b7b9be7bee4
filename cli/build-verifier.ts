import { mkdirSync, writeFileSync } from 'node:fs';
import { bundleVerifier } from './bundle-verifier';
import { say } from './say';

/** `npm run build:verifier`: writes the offline verifier to dist/verify.mjs. */
mkdirSync('dist', { recursive: true });
writeFileSync('dist/verify.mjs', await bundleVerifier(), { mode: 0o755 });
say('Wrote dist/verify.mjs.');
