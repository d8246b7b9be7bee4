import type { BrowserKey } from './browser-key';

/** What this browser keeps for one organisation: its key, and the log that it is for. */
export interface KeptKey extends BrowserKey {
  readonly organisation: string;
  /** The log that the key signs for: the one it first met. */
  readonly origin: string;
  /** The operator's one-time code, until the key has taken the hub's place. */
  readonly code?: string | undefined;
}

/** One line of this browser's own record of what it signed. `at` is an ISO instant by its clock. */
export interface SignedLine {
  readonly at: string;
  readonly statement: string;
  readonly signature: string;
  readonly facts: readonly { readonly stream: string; readonly version: number; readonly type: string }[];
}

const [KEYS, SIGNED] = ['keys', 'signed'] as const;

/** The key that this browser keeps for an organisation. Rejects with a sentence where the browser keeps nothing. */
export async function findKept(organisation: string): Promise<KeptKey | undefined> {
  return run(KEYS, 'readonly', (store) => store.get(organisation) as IDBRequest<KeptKey | undefined>);
}

/** Keeps a new key, and asks the browser not to clear it when space runs short. Rejects where another window has kept one meanwhile. */
export async function keepNew(key: KeptKey): Promise<void> {
  await navigator.storage.persist().catch(() => false);
  await run(KEYS, 'readwrite', (store) => store.add(key, key.organisation));
}

/** Keeps what changed about a key, if it is still the one that is kept. */
export async function keep(key: KeptKey): Promise<void> {
  await ifStillKept(key, (store) => store.put(key, key.organisation));
}

/** Lets a key go that signs no more, if it is still the one that is kept. What was signed with it stays on the record. */
export async function letGo(key: KeptKey): Promise<void> {
  await ifStillKept(key, (store) => store.delete(key.organisation));
}

/** Another window may have put a key of its own there: looked at in the same transaction. */
async function ifStillKept({ organisation, keyId }: KeptKey, work: (store: IDBObjectStore) => unknown): Promise<void> {
  await run(KEYS, 'readwrite', (store) => {
    const found = store.get(organisation) as IDBRequest<KeptKey | undefined>;
    found.onsuccess = () => {
      if (found.result?.keyId === keyId) work(store);
    };
    return found;
  });
}

/** Writes a line of the record; it is on disk when this resolves. */
export async function recordSigned(line: SignedLine): Promise<void> {
  await run(SIGNED, 'readwrite', (store) => store.add(line));
}

/** The whole record, oldest first. */
export async function readSigned(): Promise<readonly SignedLine[]> {
  return run(SIGNED, 'readonly', (store) => store.getAll() as IDBRequest<SignedLine[]>);
}

async function run<Result>(
  name: typeof KEYS | typeof SIGNED,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const database = await open();
  try {
    const transaction = database.transaction(name, mode, { durability: 'strict' });
    const request = work(transaction.objectStore(name));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error?.name === 'ConstraintError' ? isTaken() : cannotKeep());
    });
    return request.result;
  } finally {
    database.close();
  }
}

async function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('hearthline-own-key', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(KEYS);
      request.result.createObjectStore(SIGNED, { autoIncrement: true });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(cannotKeep());
  });
}

function isTaken(): Error {
  return new Error('Another window of this browser has just made a key for your organisation. Nothing was changed. Go on there, or load this page anew.');
} // prettier-ignore

function cannotKeep(): Error {
  return new Error('This browser keeps nothing for this site, so it cannot hold a key. Nothing was changed. Leave the private window, or allow this site to keep data.');
} // prettier-ignore
