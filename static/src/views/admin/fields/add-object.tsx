import Button from '@atlaskit/button/new';
import { Label } from '@atlaskit/form';
import AddIcon from '@atlaskit/icon/core/add';
import Select from '@atlaskit/select';
import { useState } from 'react';
import { useAction } from '../../../hooks/use-action';
import { useConnections } from '../../../hooks/use-connections';
import { useOrgObjects } from '../../../hooks/use-org-objects';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { FailureMessage } from '../../../parts/failure-message';
import { LinesSkeleton } from '../../../parts/skeletons';
import type { OrgObject } from '../../../wire';
import styles from './fields.module.css';
import type { Objects } from './use-objects';

interface Props {
  readonly objects: Objects;
  readonly onAdded: (object: OrgObject) => void;
}

/** Adds an object. The orgs are asked for theirs only when someone wants to add one. */
export function AddObject({ objects, onAdded }: Props) {
  const { t } = useLocale();
  const [open, setOpen] = useState(false);
  const { loaded } = useConnections();
  const connections = loaded.kind === 'ready' ? loaded.view.connections : [];
  if (loaded.kind === 'ready' && connections.length === 0)
    return <p className={styles.subtle}>{t('fields.notConnected')}</p>;
  return open ? (
    <Choice
      connections={connections.map(({ id }) => id)}
      objects={objects}
      onAdded={(object) => {
        setOpen(false);
        onAdded(object);
      }}
    />
  ) : (
    <div>
      <Button iconBefore={AddIcon} isDisabled={loaded.kind !== 'ready'} onClick={() => setOpen(true)}>
        {t('fields.add')}
      </Button>
    </div>
  );
}

function Choice({ connections, objects, onAdded }: Props & { readonly connections: readonly string[] }) {
  const { t } = useLocale();
  const { found, reload } = useOrgObjects(connections);
  const schema = useAction('schema');
  const [asked, setAsked] = useState<OrgObject | null>(null);

  const onChosen = async (object: OrgObject): Promise<void> => {
    setAsked(object);
    const outcome = await schema.send({ object: object.object, connection: null });
    if (outcome?.kind !== 'ok') return;
    objects.add(object, outcome.view);
    onAdded(object);
  };
  if (found.kind === 'loading') return <LinesSkeleton lines={2} />;
  if (found.kind === 'failed') return <FailureMessage failure={found.failure} onRetry={reload} />;
  const offered = found.objects.filter(({ object }) => !objects.listed.some((listed) => listed.object === object));
  if (offered.length === 0)
    return <p className={styles.subtle}>{t(found.fromSide ? 'fields.addFromSideNone' : 'fields.addNone')}</p>;
  const options = offered.map((each) => ({
    value: each.object,
    label: each.label === each.object ? each.label : t('fields.objectChoice', { label: each.label, object: each.object }),
  }));
  return (
    <div>
      <Label htmlFor="add-object">{t('fields.addLabel')}</Label>
      <Select
        inputId="add-object"
        autoFocus
        openMenuOnFocus
        options={options}
        value={null}
        isLoading={schema.sending}
        isDisabled={schema.sending}
        placeholder={schema.sending && asked !== null ? asked.label : t('fields.addHint')}
        noOptionsMessage={() => t('fields.addNothing')}
        onChange={(option) => {
          const object = offered.find((each) => each.object === option?.value);
          if (object !== undefined) void onChosen(object);
        }}
      />
      {found.fromSide && <p className={styles.subtle}>{t('fields.addFromSide')}</p>}
      {schema.failure !== null && asked !== null && (
        <FailureMessage failure={schema.failure} onRetry={() => void onChosen(asked)} />
      )}
      <Announcement>{schema.sending && asked !== null ? t('fields.adding', { object: asked.label }) : ''}</Announcement>
    </div>
  );
}
