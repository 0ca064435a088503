import type { Patterns } from '../../locale/said';

/** What the core says, in German. */
export const deSaid: Patterns = {};
