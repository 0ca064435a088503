import type { enForm } from './en-form';
import { german } from './german';

/** The texts of `en-form.ts` in German. */
export const deForm = german<typeof enForm>()({
  'create.recordType': 'Datensatztyp',
  'create.recordType.reading': 'Die Werte dieses Datensatztyps werden gelesen',
  'create.recordType.failed': 'Was dieser Datensatztyp anbietet, konnte nicht gelesen werden, deshalb werden alle Werte gezeigt: {reason}',
  'create.byDefault': '{value}, wenn Sie nichts wählen',
  'create.lookup.queue': 'Warteschlange',
  'create.lookup.user': 'Benutzer',
  'create.lookup.of': '{name} ({object})',

  'create.duplicates.title': 'Salesforce hat Datensätze, die gleich aussehen',
  'create.duplicates.mayAnyway': 'Verknüpfen Sie einen davon, oder legen Sie trotzdem einen neuen an.',
  'create.duplicates.never': 'Salesforce lässt keinen weiteren solchen Datensatz zu. Verknüpfen Sie einen davon, oder ändern Sie das Formular.',
  'create.duplicates.unseen': 'Die Verbindung zu Salesforce darf sie nicht sehen, deshalb können sie hier weder gezeigt noch verknüpft werden.',
  'create.duplicates.records': 'Datensätze, die gleich aussehen',
  'create.duplicates.notConfigured': '{objects} können hier nicht verknüpft werden',
  'create.duplicates.again': 'Trotzdem anlegen',
  'create.duplicates.back': 'Zurück zum Formular',
});
