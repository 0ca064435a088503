import type { BulkFileView, BulkSource } from '../../wire';

/** What fills which field, by the fields' API names. */
export type Choices = Readonly<Record<string, BulkSource>>;

/** A file, and the table that someone has made for it. */
export interface Mapped {
  readonly file: BulkFileView;
  readonly choices: Choices;
  /** None where assignment rules are not offered. */
  readonly assignmentRules: boolean | null;
  /** Whether its content may be taken although it was taken before. */
  readonly again: boolean;
}
