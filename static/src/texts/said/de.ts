import type { Patterns } from '../../locale/said';
import { deSaidBackfill } from './de-backfill';
import { deSaidBulk } from './de-bulk';
import { deSaidConfiguration } from './de-configuration';
import { deSaidFlow } from './de-flow';
import { deSaidMapping } from './de-mapping';
import { deSaidOutside } from './de-outside';
import { deSaidPlan } from './de-plan';
import { deSaidRules } from './de-rules';
import { deSaidWords } from './de-words';

/** What becomes of the core's sentences, in German. */
export const deSaid: Patterns = {
  ...deSaidBackfill,
  ...deSaidBulk,
  ...deSaidConfiguration,
  ...deSaidFlow,
  ...deSaidMapping,
  ...deSaidOutside,
  ...deSaidPlan,
  ...deSaidRules,
  ...deSaidWords,
};
