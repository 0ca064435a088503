import type { PlainKey } from '../../../locale/texts';

/** A setting that is on or off. */
export type ToggleKey =
  | 'showPanel'
  | 'allowLinking'
  | 'allowUnlinking'
  | 'allowRedirect'
  | 'showPotentialResults'
  | 'showComments'
  | 'postComments'
  | 'showFeed'
  | 'postFeed'
  | 'showEmails'
  | 'showImages'
  | 'allowBulk'
  | 'bulkComment'
  | 'everyIssue'
  | 'commentsToSalesforce'
  | 'commentsToJira'
  | 'publicInSalesforce'
  | 'publicInJira';

export interface Toggle {
  readonly key: ToggleKey;
  /** The setting without which this one has no effect. */
  readonly needs?: ToggleKey;
  /** What is said while it is on. */
  readonly warning?: PlainKey;
}

/** A setting that is one of a few. */
export type ChoiceKey = 'sharing' | 'firstSync' | 'bulkDefaults' | 'bulkLinks' | 'commentDeletions';

export interface Choice {
  readonly choice: ChoiceKey;
}

/** What comments and feed posts end with. */
export interface Signature {
  readonly text: 'signature';
}

/** A setting that is a whole number. */
export type NumberKey = 'pollMinutes' | 'apiCap';

export interface WholeNumber {
  readonly number: NumberKey;
}

export interface Group {
  readonly title: PlainKey;
  readonly rows: readonly (Toggle | Choice | Signature | WholeNumber)[];
}

/** The settings, in the order of the page. */
export const GROUPS: readonly Group[] = [
  {
    title: 'settings.panel',
    rows: [
      { key: 'showPanel' },
      { key: 'allowLinking', needs: 'showPanel' },
      { key: 'allowUnlinking', needs: 'showPanel' },
      { key: 'allowRedirect', needs: 'showPanel' },
    ],
  },
  { title: 'settings.linking', rows: [{ choice: 'firstSync' }, { choice: 'sharing' }] },
  { title: 'settings.create', rows: [{ key: 'showPotentialResults' }] },
  {
    title: 'settings.comments',
    rows: [
      { key: 'showComments' },
      { key: 'postComments', needs: 'showComments' },
      { key: 'showFeed' },
      { key: 'postFeed', needs: 'showFeed' },
      { key: 'showEmails' },
      { key: 'showImages' },
      { text: 'signature' },
    ],
  },
  {
    title: 'settings.bulk',
    rows: [{ key: 'allowBulk' }, { choice: 'bulkDefaults' }, { choice: 'bulkLinks' }, { key: 'bulkComment', needs: 'allowBulk' }],
  },
  {
    title: 'settings.sync',
    rows: [
      { key: 'commentsToSalesforce' },
      { key: 'commentsToJira' },
      { key: 'publicInSalesforce', warning: 'settings.customersSee' },
      { key: 'publicInJira', warning: 'settings.customersSee' },
      { choice: 'commentDeletions' },
      { number: 'pollMinutes' },
    ],
  },
  { title: 'settings.calls', rows: [{ key: 'everyIssue' }, { number: 'apiCap' }] },
];
