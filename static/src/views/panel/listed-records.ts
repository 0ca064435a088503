import type { DialogRequest, ListedRecord } from '../../bridge/dialogs';
import type { PanelView, RecordGroup } from '../../wire';

/** The panel's records as the unlink dialog lists them. */
export function listedRecords(view: PanelView): readonly ListedRecord[] {
  return view.groups.flatMap((group) =>
    group.records.map((record) => ({ id: record.id, name: record.name, label: group.label, object: group.object })),
  );
}

export function recordCount(view: PanelView): number {
  return view.groups.reduce((count, group) => count + group.records.length, 0);
}

/** What asks why something happened on the issue. */
export function whyRequest(view: PanelView): DialogRequest {
  const { objects, allowed, setback } = view;
  return {
    dialog: 'why',
    objects,
    records: listedRecords(view),
    mayConfigure: allowed.configure,
    setback: setback?.undertaking.kind === 'sync' ? setback : null,
  };
}

/** The groups that have records, with keys that stay when records come and go: an object is there once for each org. */
export function keyedGroups({ groups }: PanelView): readonly { readonly key: string; readonly group: RecordGroup }[] {
  const orgs = new Map<string, number>();
  return groups
    .map((group) => {
      const nth = orgs.get(group.object) ?? 0;
      orgs.set(group.object, nth + 1);
      return { key: `${group.object} ${nth}`, group };
    })
    .filter(({ group }) => group.records.length > 0);
}
