import type { OpenField, ProvableEntry } from '@/lib/ledger/language/wire';
import { fromBase64Url, sameBytes, toHex, type Sha256 } from './bytes';
import { commitField, fieldsRoot, isStrictlyAscending } from './commitment';
import type { Fault, FaultCode } from './fault';
import { parseHeader, type Header } from './header';

/** An entry whose header could be read, and what was found wrong with its fields. */
export interface CheckedEntry {
  readonly header: Header | undefined;
  readonly faults: readonly Fault[];
}

/**
 * Checks one entry on its own: header, order of names, each shown value against its commitment, and the fields root.
 * Everything in it is attacker-controlled.
 */
export function verifyEntry(entry: Omit<ProvableEntry, 'commit'> & { readonly index: number }, sha256: Sha256): CheckedEntry {
  const header = parseHeader(entry.header);
  if (header === undefined) return { header, faults: [{ code: 'HEADER_MALFORMED', index: entry.index }] };
  const place = { index: entry.index, stream: header.stream, version: header.version, ...factOf(entry) };
  const fault = (code: FaultCode, field?: string): Fault => ({ code, ...place, ...(field === undefined ? {} : { field }) });
  // A wholly withheld entry is its header alone: a value beside it was sealed nowhere.
  if (entry.commitments === null) return { header, faults: entry.fields.map((field) => fault('FIELD_UNKNOWN', field.name)) };
  const faults: Fault[] = [];
  const commitments = new Map(entry.commitments.map(([name, text]) => [name, fromBase64Url(text) ?? new Uint8Array()]));
  const names = entry.commitments.map(([name]) => name);
  if (!isStrictlyAscending(names)) faults.push(fault('FIELDS_DISORDERED'));
  for (const field of entry.fields) {
    const sealed = commitments.get(field.name);
    if (sealed === undefined) faults.push(fault('FIELD_UNKNOWN', field.name));
    else if (!sameBytes(recommit(field, sha256), sealed)) faults.push(fault('FIELD_ALTERED', field.name));
  }
  const sealed = names.map((name) => [name, commitments.get(name) ?? new Uint8Array()] as const);
  const whole = sealed.every(([, commitment]) => commitment.length === 32);
  if (!whole || toHex(fieldsRoot(sealed, sha256)) !== header.fieldsRoot) faults.push(fault('FIELDS_ROOT_WRONG'));
  return { header, faults };
}

function recommit(field: OpenField, sha256: Sha256): Uint8Array {
  try {
    const salt = fromBase64Url(field.salt) ?? new Uint8Array();
    return commitField({ salt, name: field.name, value: field.value }, sha256);
  } catch {
    // A value without canonical form was never sealed.
    return new Uint8Array();
  }
}

/** The fact's type where the reader may see it: faults are told by its name. */
function factOf(entry: Pick<ProvableEntry, 'fields'>): { fact?: string } {
  const type = entry.fields.find((field) => field.name === '@type')?.value;
  return typeof type === 'string' ? { fact: type } : {};
}
