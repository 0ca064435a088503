/** Texts of the post function in the editor of workflows. */
export const enWorkflow = {
  'workflow.title': 'What happens in Salesforce after a transition',
  'workflow.act': 'When a work item has taken this transition',
  'workflow.act.createOrSync': 'Create a record, or sync',
  'workflow.actHint.createOrSync': 'Syncs what is linked. Where no record of the object is linked, one is created.',
  'workflow.act.create': 'Create a record only',
  'workflow.actHint.create': 'Creates a record by the project’s mapping. Where one is linked, nothing happens.',
  'workflow.act.sync': 'Sync only',
  'workflow.actHint.sync': 'Brings the work item and what is linked to it in step. Nothing is created.',
  'workflow.object': 'Object',
  'workflow.objectMissing': 'Choose an object.',
  'workflow.noObjects': 'No object is configured',
  'workflow.noObjectsHint': 'A Jira administrator adds objects on Weftline’s own page, under Fields. Then records can be created here.',
  'workflow.where':
    'It works in projects that are configured in Weftline, after the transition, and holds nobody up. What came of it is told by the work item’s panel, under Why.',
  'workflow.says.createOrSync': 'Syncs what is linked, and creates a record of {object} where none is linked.',
  'workflow.says.create': 'Creates a record of {object} where none is linked.',
  'workflow.says.sync': 'Brings the work item and its linked records in step.',
  'workflow.says.nothing': 'It does nothing: what it is to do was never chosen. Edit it.',
} as const;
