import type { Catalogue } from '../locale/texts';
import { deAdmin } from './de-admin';
import { deBackfill } from './de-backfill';
import { deCommon } from './de-common';
import { deDetails } from './de-details';
import { deForm } from './de-form';
import { deIssue } from './de-issue';
import { deMapping } from './de-mapping';
import { deOperation } from './de-operation';
import { dePanel } from './de-panel';
import { deRoles } from './de-roles';
import { deRules } from './de-rules';
import { deSettings } from './de-settings';
import { deSync } from './de-sync';
import { deUpload } from './de-upload';
import { deWorkflow } from './de-workflow';

/** What becomes of the core's sentences. */
export { deSaid } from './said/de';

/** Every text of the pages, in German. It speaks of "Vorgang" and "Kundenvorgang", as Jira and Salesforce do in German. */
export const de: Catalogue = {
  ...deAdmin,
  ...deBackfill,
  ...deCommon,
  ...deDetails,
  ...deForm,
  ...deIssue,
  ...deMapping,
  ...deOperation,
  ...dePanel,
  ...deRoles,
  ...deRules,
  ...deSettings,
  ...deSync,
  ...deUpload,
  ...deWorkflow,
};
