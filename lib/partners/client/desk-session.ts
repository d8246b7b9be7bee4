import { checkProposal, type CheckedProposal } from '@/lib/ledger/domain/check-proposal';
import { encodeRefusal } from '@/lib/ledger/domain/refusal';
import type { WaitingProposals, WireProposal } from '@/lib/ledger/language/proposal';
import { changesKeys, isWantedKeyChange, type WantedKeyChange } from '@/lib/partners/domain/wanted-key-change';
import { ApiProblem, getJson, postJson } from '@/lib/platform/client/fetch-json';
import { sha256, signText } from './browser-key';
import { recordSigned, type KeptKey } from './holder-store';

/** A proposal that this browser has opened up to the root that it would sign. */
export interface OpenedProposal extends CheckedProposal {
  readonly id: string;
  /** ISO instant: nobody waits for the answer any longer. */
  readonly answerBy: string;
  readonly statement: string;
}

/** What the desk looks like from this tab. */
export interface DeskView {
  readonly waiting: readonly OpenedProposal[];
  readonly signsAsTheyCome: boolean;
  /** How many this tab has signed since it was opened. */
  readonly signed: number;
  /** Why the desk cannot be looked at; undefined while it can. */
  readonly unreached: string | undefined;
  /** Why the last answer was not taken, as one that came too late. */
  readonly notTaken: string | undefined;
}

const START: DeskView = { waiting: [], signsAsTheyCome: false, signed: 0, unreached: undefined, notTaken: undefined };
const WAIT_SECONDS = 15;
const REST_MILLISECONDS = 2_000;

/**
 * Stands at the desk for one key in one tab: fetches what waits for it, opens it, and signs or refuses what it is told to. It goes
 * from answer to answer and not by the clock, which browsers slow down in a tab that nobody looks at.
 */
export class DeskSession {
  private view = START;
  private readonly listeners = new Set<() => void>();
  private readonly known = new Map<string, OpenedProposal | undefined>();
  private wanted: WantedKeyChange | undefined;

  constructor(readonly key: KeptKey) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): DeskView => this.view;

  /** Looks at the desk until told to stop. */
  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      try {
        await this.look(stop);
        this.show({ unreached: undefined });
      } catch (error) {
        if (stop.aborted as boolean) return;
        // A look that the hub does not take is not asked for again as it was.
        if (error instanceof ApiProblem && error.status === 400) this.known.clear();
        this.show({ unreached: (error as Error).message });
        await rest(stop);
      }
    }
  }

  /** From now on this tab signs what comes, without asking; changes of keys are never signed so. */
  signAsTheyCome(on: boolean): void {
    this.show({ signsAsTheyCome: on });
    if (on) for (const proposal of this.view.waiting) void this.signUnlessKeys(proposal);
  }

  /** Signs one change of keys that was asked for here while it is under way, and no other. */
  async during<Result>(wanted: WantedKeyChange, work: () => Promise<Result>): Promise<Result> {
    this.wanted = wanted;
    try {
      return await work();
    } finally {
      this.wanted = undefined;
    }
  }

  /** Signs a proposal. The record of it is written before the signature leaves. */
  async sign({ id, statement, facts }: OpenedProposal): Promise<void> {
    const signature = await signText(this.key, statement);
    const told = facts.map(({ stream, version, type }) => ({ stream, version, type }));
    await recordSigned({ at: new Date().toISOString(), statement, signature, facts: told });
    if (await this.answer(id, { signature })) this.show({ signed: this.view.signed + 1 });
  }

  /** Refuses a proposal, in the organisation's name. */
  async refuse({ id, statement }: Pick<OpenedProposal, 'id' | 'statement'>, reason: string): Promise<void> {
    await this.answer(id, { refusal: reason, signature: await signText(this.key, encodeRefusal({ statement, reason })) });
  }

  private async look(stop: AbortSignal): Promise<void> {
    const path = `/api/v1/proposals?wait=${String(WAIT_SECONDS)}&known=${[...this.known.keys()].join(',')}`;
    const { waiting, proposals } = await getJson<WaitingProposals>(path, stop);
    for (const id of this.known.keys()) if (!waiting.includes(id)) this.known.delete(id);
    for (const proposal of proposals) await this.meet(proposal);
    this.list();
  }

  /** What is another key's is left to its holder; what is not what it says is refused. */
  private async meet(proposal: WireProposal): Promise<void> {
    const { id, answerBy, statement } = proposal;
    this.known.set(id, undefined);
    if (proposal.keyId !== this.key.keyId) return;
    const checked = checkProposal(proposal, this.key, sha256);
    if (typeof checked === 'string') return this.refuse({ id, statement }, `It is not what it says (${checked}).`);
    const opened = { id, answerBy, statement, ...checked };
    if (this.wanted !== undefined && isWantedKeyChange(checked.facts, this.wanted)) return this.sign(opened);
    this.known.set(id, opened);
    if (this.view.signsAsTheyCome) await this.signUnlessKeys(opened);
  }

  private async signUnlessKeys(proposal: OpenedProposal): Promise<void> {
    if (proposal.facts.some(changesKeys)) return;
    await this.sign(proposal).catch((error: unknown) => {
      this.show({ notTaken: (error as Error).message });
    });
  }

  /** Answers false where the answer was not taken, as one that came too late; it is told. */
  private async answer(id: string, body: object): Promise<boolean> {
    try {
      await postJson(`/api/v1/proposals/${id}`, body);
      this.show({ notTaken: undefined });
      return true;
    } catch (error) {
      this.show({ notTaken: `${(error as Error).message} If it is still wanted, it is asked for anew.` });
      return false;
    } finally {
      this.known.set(id, undefined);
      this.list();
    }
  }

  private list(): void {
    this.show({ waiting: [...this.known.values()].filter((each) => each !== undefined) });
  }

  private show(change: Partial<DeskView>): void {
    this.view = { ...this.view, ...change };
    for (const listener of this.listeners) listener();
  }
}

function rest(stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, REST_MILLISECONDS);
    stop.addEventListener('abort', () => resolve(), { once: true });
  });
}
