import { enAdmin } from './en-admin';
import { enBackfill } from './en-backfill';
import { enDetails } from './en-details';
import { enForm } from './en-form';
import { enIssue } from './en-issue';
import { enMapping } from './en-mapping';
import { enOperation } from './en-operation';
import { enPanel } from './en-panel';
import { enRoles } from './en-roles';
import { enRules } from './en-rules';
import { enSettings } from './en-settings';
import { enSync } from './en-sync';
import { enUpload } from './en-upload';
import { enWorkflow } from './en-workflow';

/** The texts that every page may need: actions, the create form, failures. */
export const enCommon = {
  'app.unknownPlace': 'Weftline has nothing to show in this place.',
  'app.loading': 'Loading',

  'said.name': '“{text}”',

  'action.link': 'Link',
  'action.create': 'Create',
  'action.unlink': 'Unlink',
  'action.cancel': 'Cancel',
  'action.close': 'Close',
  'action.refresh': 'Refresh',
  'action.tryAgain': 'Try again',
  'action.linkRecord': 'Link a Salesforce record',
  'action.createRecord': 'Create a Salesforce record',
  'action.createObject': 'Create {object}',
  'action.more': 'More actions',
  'action.openDetails': 'Show details of {name}',
  'action.openInSalesforce': 'Open {name} in Salesforce',
  'action.newWindow': '(opens in a new window)',
  'action.linkThis': 'Link {name}',

  'create.title': 'Create {object}',
  'create.object': 'Object',
  'create.required': 'Required fields are marked with an asterisk',
  'create.locked': 'Read only',
  'create.assignmentRules': 'Run assignment rules',
  'create.none': 'None',
  'create.lookupHint': 'Type to search',
  'create.lookupNothing': 'No matches',
  'create.lookupFailed': 'The search did not work: {reason}',
  'create.losses': 'Changed on the way from Jira: {losses}',
  'create.submit': 'Create',
  'create.sending': 'Creating',
  'create.summary': {
    one: '{count} thing has to be changed before the record can be created',
    other: '{count} things have to be changed before the record can be created',
  },
  'create.warnings': 'Worth knowing',
  'create.problem': '{label}: {text}',
  'create.done': '{name} created and linked',
  'create.doneRepeated': '{name} had been created before and is linked',
  'create.lost.title': 'No answer came',
  'create.lost.text':
    'The record may have been created. Choose Create again: this form makes one record, however often it is sent.',
  'create.unclear.title': 'The record may exist already',
  'create.unclear.text':
    'Salesforce did not confirm the creation. Link the record if it is one of these, or create it all the same.',
  'create.unclear.nothing': 'Nothing that looks like it was found in Salesforce.',
  'create.unclear.candidates': 'Records that may be the one',
  'create.unclear.again': 'Create anyway',
  'create.unclear.back': 'Back to the form',
  'create.nothing': 'Nothing can be created here',
  'create.nothingHint': 'No object has a mapping for this project. A Jira admin can add one in the settings of Weftline.',

  'value.none': 'No value',
  'value.yes': 'Yes',
  'value.no': 'No',

  'age.now': 'just now',

  'failure.wait': 'Try again in {time}.',

  'failure.notConnected.title': 'Salesforce is not connected',
  'failure.notConnected.remedy': 'A Jira admin can connect an org in the settings of Weftline.',
  'failure.reconnectNeeded.title': 'Salesforce has to be reconnected',
  'failure.reconnectNeeded.remedy': 'Salesforce no longer accepts the log-in. A Jira admin can reconnect in the settings of Weftline.',
  'failure.salesforceTimeout.title': 'Salesforce did not answer in time',
  'failure.salesforceTimeout.remedy': 'It may be busy. Try again in a moment.',
  'failure.salesforceUnavailable.title': 'Salesforce is not reachable',
  'failure.salesforceUnavailable.remedy': 'Try again in a moment. If it lasts, look at the status page of Salesforce.',
  'failure.salesforceLimit.title': 'Salesforce API calls are used up, or nearly so',
  'failure.salesforceLimit.remedy': 'The org has made nearly all the API calls that it has in 24 hours. It goes on when calls become free; a Jira admin can see the use under Health in the settings of Weftline.',
  'failure.salesforceForbidden.title': 'Salesforce does not allow this',
  'failure.salesforceForbidden.remedy': 'The integration user lacks a right. A Salesforce admin can grant it.',
  'failure.salesforceRefused.title': 'Salesforce refused the request',
  'failure.salesforceRefused.remedy': 'An object or field of the configuration does not fit the org. A Jira admin can check the configuration of Weftline.',
  'failure.hostRefused.title': 'This is not an address of Salesforce',
  'failure.hostRefused.remedy': 'Enter the My Domain of the org. It ends in .my.salesforce.com.',
  'failure.credentialsRefused.title': 'Salesforce does not accept these credentials',
  'failure.credentialsRefused.remedy': 'Check the consumer key and secret, and that the external client app allows this way to log in.',
  'failure.recordNotFound.title': 'The record was not found',
  'failure.recordNotFound.remedy': 'It was deleted in Salesforce, or the integration user may not see it.',
  'failure.notPermitted.title': 'You may not do this',
  'failure.notPermitted.remedy': 'It takes a permission in Jira, or a role in Weftline. Ask an admin of the project.',
  'failure.noIssue.title': 'There is no work item here',
  'failure.noIssue.remedy': 'Open this from a work item.',
  'failure.projectNotConfigured.title': 'This project is not configured',
  'failure.projectNotConfigured.remedy': 'A Jira admin can add it in the settings of Weftline.',
  'failure.objectNotConfigured.title': 'This object is not configured',
  'failure.objectNotConfigured.remedy': 'A Jira admin can add it in the settings of Weftline.',
  'failure.invalid.title': 'Something is not valid',
  'failure.invalid.remedy': 'Change it and try again.',
  'failure.refused.title': 'A value was refused',
  'failure.refused.remedy': 'Change the value in Jira or Salesforce, or have an admin change the mapping or the rule that refuses it.',
  'failure.configurationInvalid.title': 'The configuration has to be mended',
  'failure.configurationInvalid.remedy': 'It does not fit this org or this site. A Jira admin can see what and where in the settings of Weftline.',
  'failure.conflict.title': 'Someone else changed this at the same time',
  'failure.conflict.remedy': 'Nothing was lost. Try again.',
  'failure.creationUnclear.title': 'The record may have been created',
  'failure.creationUnclear.remedy': 'The answer of Salesforce was lost. Try again: the same form never makes two records.',
  'failure.jiraUnavailable.title': 'Jira did not answer',
  'failure.jiraUnavailable.remedy': 'Try again in a moment.',
  'failure.platformUnavailable.title': 'Weftline could not reach its storage',
  'failure.platformUnavailable.remedy': 'Try again in a moment.',
  'failure.newerData.title': 'This was stored by a later version of Weftline',
  'failure.newerData.remedy':
    'Nothing of it is changed. It goes on by itself as soon as that version is installed again.',
  'failure.outOfTime.title': 'This took too long',
  'failure.outOfTime.remedy': 'Try again. What was finished is kept.',
  'failure.bug.title': 'Something went wrong in Weftline',
  'failure.bug.remedy': 'Try again. If it happens again, tell your Jira admin what you did.',
  'failure.noAnswer.title': 'Weftline did not answer',
  'failure.noAnswer.remedy': 'No answer came within 40 seconds. Try again; nothing you typed is lost.',
  'failure.appUnreachable.title': 'Weftline could not be reached',
  'failure.appUnreachable.remedy': 'Check your network connection and try again.',
} as const;

/**
 * Every text of the pages, in English. `{name}` is a parameter; a text with a count has its plural forms, by the names
 * of `Intl.PluralRules`, and `{count}` in it is that count.
 */
export const en = {
  ...enAdmin,
  ...enBackfill,
  ...enCommon,
  ...enDetails,
  ...enForm,
  ...enIssue,
  ...enMapping,
  ...enOperation,
  ...enPanel,
  ...enRoles,
  ...enRules,
  ...enSettings,
  ...enSync,
  ...enUpload,
  ...enWorkflow,
} as const;
