import type { Patterns } from '../../locale/said';

/** What the flows say of a backfill, in German. */
export const deSaidBackfill: Patterns = {
  'another backfill is not over: let it end, or cancel it': 'ein anderer Lauf ist noch nicht zu Ende: Lassen Sie ihn enden, oder brechen Sie ihn ab',
  'another backfill is being begun at the same time; look again': 'gleichzeitig wird ein anderer Lauf begonnen; sehen Sie noch einmal nach',
  'no project is configured': 'kein Projekt ist konfiguriert',
  'choose a field of Jira': 'wählen Sie ein Feld von Jira',
  'this would do nothing: what is linked stays as it is, and nothing is linked or created':
    'das würde nichts tun: Was verknüpft ist, bleibt, wie es ist, und nichts wird verknüpft oder angelegt',
  'the integration user may not create records of `{}`': 'der Integrationsbenutzer darf keine Datensätze von `{1}` anlegen',
  'the query has more than {} characters': 'die Abfrage hat mehr als {1} Zeichen',
  'this backfill is being changed at the same time; try again': 'dieser Lauf wird gerade auch anderswo geändert; versuchen Sie es noch einmal',
  'this is not what the dry run found; look at it again': 'das ist nicht, was der Probelauf gefunden hat; sehen Sie es sich noch einmal an',
  'only what the dry run has been through can be started': 'nur was der Probelauf durchgegangen ist, kann gestartet werden',
  'there is no such backfill any more': 'diesen Lauf gibt es nicht mehr',
  "linking is switched off in Weftline's settings": 'Verknüpfen ist in den Einstellungen von Weftline ausgeschaltet',
  'the query finds more than {} issues: go through them in parts': 'die Abfrage findet mehr als {1} Vorgänge: Gehen Sie sie in Teilen durch',
  'there are more than {} such records: go through them in parts, by conditions':
    'es gibt mehr als {1} solche Datensätze: Gehen Sie sie in Teilen durch, mit Bedingungen',
  'records are gone through, and each of them is there already: switch off the creation of records':
    'es werden Datensätze durchgegangen, und jeden davon gibt es schon: Schalten Sie das Anlegen von Datensätzen aus',
  'too many work items have the same value: choose a field that tells work items from one another':
    'zu viele Vorgänge haben denselben Wert: Wählen Sie ein Feld, das Vorgänge unterscheidet',
  'what the dry run found is not kept any more: 30 days are over': 'was der Probelauf gefunden hat, wird nicht mehr aufbewahrt: 30 Tage sind vorbei',
  "this issue's links are being changed by others; try again": 'die Verknüpfungen dieses Vorgangs werden gerade von anderen geändert; versuchen Sie es noch einmal',
  'this issue is being noted by others; try again': 'dieser Vorgang wird gerade von anderen vorgemerkt; versuchen Sie es noch einmal',
  'this creation is being changed by others; try again': 'dieses Anlegen wird gerade von anderen geändert; versuchen Sie es noch einmal',
  'this backfill is being got on with by another worker': 'an diesem Lauf wird gerade anderswo gearbeitet',
  'records of `{}` cannot be looked for by this field: choose one of text':
    'Datensätze von `{1}` können über dieses Feld nicht gesucht werden: Wählen Sie eines mit Text',
  'too many records have the same value: choose a field that tells records from one another':
    'zu viele Datensätze haben denselben Wert: Wählen Sie ein Feld, das Datensätze unterscheidet',
};
