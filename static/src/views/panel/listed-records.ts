import type { DialogRequest, ListedRecord } from '../../bridge/dialogs';
import type { PanelView } from '../../wire';

/** The panel's records as the unlink dialog lists them. */
export function listedRecords(view: PanelView): readonly ListedRecord[] {
  return view.groups.flatMap((group) =>
    group.records.map((record) => ({ id: record.id, name: record.name, label: group.label })),
  );
}

export function recordCount(view: PanelView): number {
  return view.groups.reduce((count, group) => count + group.records.length, 0);
}

/** What asks why something happened on the issue. */
export function whyRequest(view: PanelView): DialogRequest {
  return { dialog: 'why', objects: view.objects, records: listedRecords(view), mayConfigure: view.allowed.configure };
}
