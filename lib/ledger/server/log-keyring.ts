import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseKeyStatement } from '@/lib/ledger/domain/key-statement';
import { ED25519, formatVkey } from '@/lib/ledger/domain/note-key';
import { sha256 } from './hashing';
import { openNoteSigner, type NoteSigner } from './note-signer';
import { writeDurably } from './signer-state';

/** The keys that a log signs with now, and what it has said of its keys so far. */
export interface LogKeys {
  readonly origin: string;
  /** The key in force first; the one that is to follow it, while there is one. */
  readonly signers: readonly [NoteSigner, ...NoteSigner[]];
  /** Statements about keys (ledger format, The log’s keys), oldest first. */
  readonly statements: readonly string[];
}

/** Where a log's keys lie, in the directory of its signer: the one in force, the one that follows, and what was said of keys. */
export function keyPaths(home: string): { readonly current: string; readonly next: string; readonly statements: string } {
  return { current: join(home, 'log.pem'), next: join(home, 'log-next.pem'), statements: join(home, 'key-statements.json') };
}

/**
 * The log's keys as its signer's directory has them now; the first is made on first use. One that is to follow signs as soon as the
 * one before has named it, and not earlier: nobody could know it.
 */
export function readLogKeys(home: string, origin: string): LogKeys {
  const paths = keyPaths(home);
  const statements = readStatements(home);
  const current = openNoteSigner(paths.current, origin, ED25519);
  const next = existsSync(paths.next) ? openNoteSigner(paths.next, origin, ED25519) : undefined;
  const isNamed = next !== undefined && names(statements, current, next);
  return { origin, signers: isNamed ? [current, next] : [current], statements };
}

/** The keys of a log that has one and never had another. */
export function onlyKey(signer: NoteSigner): () => LogKeys {
  return () => ({ origin: signer.key.name, signers: [signer], statements: [] });
}

/** Adds a statement to those of a log, once; it is on disk before this answers. */
export function addStatement(home: string, statement: string): void {
  const known = readStatements(home);
  if (!known.includes(statement)) writeDurably(keyPaths(home).statements, JSON.stringify([...known, statement]));
}

function readStatements(home: string): string[] {
  const { statements } = keyPaths(home);
  return existsSync(statements) ? z.array(z.string()).parse(JSON.parse(readFileSync(statements, 'utf8'))) : [];
}

function names(statements: readonly string[], current: NoteSigner, next: NoteSigner): boolean {
  return statements.some((source) => {
    const said = parseKeyStatement(source, sha256)?.endorsement;
    return (
      said !== undefined && formatVkey(said.key) === formatVkey(current.key) && formatVkey(said.next) === formatVkey(next.key)
    );
  });
}
