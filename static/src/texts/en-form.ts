/** The texts of the create form: record types, duplicates, what is linked instead. See `en.ts`. */
export const enForm = {
  'create.recordType': 'record type',
  'create.recordType.reading': 'Looking up the values of this record type',
  'create.recordType.failed': 'What this record type offers could not be looked up, so all values are shown: {reason}',
  'create.byDefault': '{value}, unless you choose',
  'create.lookup.queue': 'Queue',
  'create.lookup.user': 'User',
  'create.lookup.of': '{name} ({object})',

  'create.duplicates.title': 'Salesforce has records that look the same',
  'create.duplicates.mayAnyway': 'Link one of them, or create a new one anyway.',
  'create.duplicates.never': 'Salesforce lets no other be created like this. Link one of them, or change the form.',
  'create.duplicates.unseen': 'The connection to Salesforce may not see them, so they cannot be shown or linked here.',
  'create.duplicates.records': 'Records that look the same',
  'create.duplicates.notConfigured': '{objects} cannot be linked here',
  'create.duplicates.again': 'Create anyway',
  'create.duplicates.back': 'Back to the form',
} as const;
