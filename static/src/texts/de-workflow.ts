import type { enWorkflow } from './en-workflow';
import { german } from './german';

/** The texts of `en-workflow.ts` in German. */
export const deWorkflow = german<typeof enWorkflow>()({
  'workflow.title': 'Was in Salesforce nach einem Übergang geschieht',
  'workflow.act': 'Wenn ein Vorgang diesen Übergang genommen hat',
  'workflow.act.createOrSync': 'Datensatz erstellen oder abgleichen',
  'workflow.actHint.createOrSync':
    'Gleicht ab, was verknüpft ist. Ist kein Datensatz des Objekts verknüpft, wird einer erstellt.',
  'workflow.act.create': 'Nur einen Datensatz erstellen',
  'workflow.actHint.create': 'Erstellt einen Datensatz nach der Zuordnung des Projekts. Ist einer verknüpft, geschieht nichts.',
  'workflow.act.sync': 'Nur abgleichen',
  'workflow.actHint.sync': 'Gleicht den Vorgang und die verknüpften Datensätze ab. Es wird nichts erstellt.',
  'workflow.object': 'Objekt',
  'workflow.objectMissing': 'Wählen Sie ein Objekt.',
  'workflow.noObjects': 'Es ist kein Objekt konfiguriert',
  'workflow.noObjectsHint':
    'Ein Jira-Administrator fügt Objekte auf der Seite von Weftline unter „Felder“ hinzu. Danach können hier Datensätze erstellt werden.',
  'workflow.where':
    'Dies wirkt in Projekten, die in Weftline konfiguriert sind, nach dem Übergang, und hält niemanden auf. Was daraus wurde, steht im Panel des Vorgangs unter „Warum“.',
  'workflow.says.createOrSync':
    'Gleicht ab, was verknüpft ist, und erstellt einen Datensatz vom Typ {object}, wo keiner verknüpft ist.',
  'workflow.says.create': 'Erstellt einen Datensatz vom Typ {object}, wo keiner verknüpft ist.',
  'workflow.says.sync': 'Gleicht den Vorgang und die verknüpften Datensätze ab.',
  'workflow.says.nothing': 'Geschieht nichts: Was getan werden soll, wurde nie gewählt. Bearbeiten Sie die Funktion.',
});
