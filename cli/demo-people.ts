import type { PartyKind } from '@/lib/partners/language/party-kind';
import type { JoiningOrganisation } from '@/lib/partners/server/join-network';
import { STORY_BOOK_ID } from '@/lib/partners/server/story-cast';
import type { Book } from './found-network';

/** The demo network: two servicers, an owner, a securitizer and a homeowner. All of it is invented. */
export const DEMO_ORGANISATIONS: readonly JoiningOrganisation[] = [
  { id: 'northwind', kind: 'servicer', name: 'Northwind Servicing' },
  { id: 'harborline', kind: 'servicer', name: 'Harborline Servicing' },
  { id: 'cedar', kind: 'owner', name: 'Cedar Mutual' },
  { id: 'lantern', kind: 'securitizer', name: 'Lantern Securities' },
  { id: 'household', kind: 'homeowner', name: 'A homeowner' },
];

export interface DemoPerson {
  readonly kind: PartyKind;
  readonly organisation: string;
  readonly name: string;
  readonly email: string;
  readonly does: string;
}

export const DEMO_PEOPLE: readonly DemoPerson[] = [
  {
    kind: 'servicer',
    organisation: 'northwind',
    name: 'Maya Chen',
    email: 'maya@northwind.example',
    does: 'Works late payments at a servicer',
  },
  {
    kind: 'servicer',
    organisation: 'harborline',
    name: 'Tom Okafor',
    email: 'tom@harborline.example',
    does: 'Works late payments at another servicer',
  },
  {
    kind: 'owner',
    organisation: 'cedar',
    name: 'Ines Duarte',
    email: 'ines@cedar.example',
    does: 'Watches the loans her company owns',
  },
  {
    kind: 'securitizer',
    organisation: 'lantern',
    name: 'Paul Weiss',
    email: 'paul@lantern.example',
    does: 'Watches the pools behind securities',
  },
  {
    kind: 'homeowner',
    organisation: 'household',
    name: 'Ana Rivera',
    email: 'ana@home.example',
    does: 'Has missed a payment on her home',
  },
];

/** A book with the size of its synthetic tape. */
export interface DemoBook extends Book {
  readonly loans: number;
  readonly seed: number;
  readonly prefix: string;
}

export const DEMO_BOOKS: readonly DemoBook[] = [
  {
    id: 'cedar-one', name: 'Cedar One', servicer: 'northwind', owner: 'cedar', securitizer: 'lantern',
    pool: { id: 'lantern-2024-1', name: 'Lantern 2024-1' },
    securities: [
      { id: 'lantern-2024-1-a', name: 'Lantern 2024-1 A', originalBalance: '96000000.00' },
      { id: 'lantern-2024-1-b', name: 'Lantern 2024-1 B', originalBalance: '12000000.00' },
    ],
    loans: 320, seed: 11, prefix: 'F24Q1N',
  },
  {
    id: 'cedar-two', name: 'Cedar Two', servicer: 'harborline', owner: 'cedar', securitizer: 'lantern',
    pool: { id: 'lantern-2024-2', name: 'Lantern 2024-2' },
    securities: [{ id: 'lantern-2024-2-a', name: 'Lantern 2024-2 A', originalBalance: '60000000.00' }],
    loans: 180, seed: 12, prefix: 'F24Q2H',
  },
]; // prettier-ignore

/** The guided story's own book: what is played there touches nobody else's numbers. */
export const STORY_BOOK: Book = {
  id: STORY_BOOK_ID, name: 'Story book', servicer: 'story-servicer', owner: 'story-owner', securitizer: 'story-securitizer',
  pool: { id: 'story-pool', name: 'Story pool' },
  securities: [{ id: 'story-a', name: 'Story A', originalBalance: '1000000.00' }],
}; // prettier-ignore
