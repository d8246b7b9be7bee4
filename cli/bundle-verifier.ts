import { readFile } from 'node:fs/promises';
import { build, type Plugin } from 'esbuild';

const HEADER = `#!/usr/bin/env node
// Checks an exported Hearthline log, or one .tlog-proof file, offline, on Node 20.20 or newer and nothing else.
//   node verify.mjs DIRECTORY --log VKEY [--policy FILE]
//   node verify.mjs FILE.tlog-proof --log VKEY [--policy FILE]
// Apache-2.0. Made from the sources that are named before each part; the format is in docs/ledger-format.md.
`;

/** The offline verifier as one file that a stranger can read: comments kept, nothing shortened, no dependency but Node. */
export async function bundleVerifier(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['cli/verifier/main.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    charset: 'utf8',
    legalComments: 'inline',
    banner: { js: HEADER },
    plugins: [KEEP_COMMENTS],
  });
  const text = outputFiles[0]?.text ?? '';
  return text.replaceAll('/*!*', '/**').replace(/^( *)\/\/! /gm, '$1// ');
}

/** esbuild keeps no comments but those marked as legal: each that begins its line is, and the mark is taken off afterwards. */
const KEEP_COMMENTS: Plugin = {
  name: 'keep-comments',
  setup(bundle) {
    bundle.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return { loader: 'ts', contents: source.replace(/^( *)\/\*\*/gm, '$1/*!*').replace(/^( *)\/\/ /gm, '$1//! ') };
    });
  },
};
