import { useState, type ReactNode } from 'react';
import Button from '@atlaskit/button/new';
import { Label } from '@atlaskit/form';
import Select from '@atlaskit/select';
import { closeDialog } from '../../bridge/dialogs';
import { useView } from '../../hooks/use-view';
import { useLocale } from '../../locale/locale';
import { DialogFrame } from '../../parts/dialog-frame';
import { Empty } from '../../parts/empty';
import { FailureMessage } from '../../parts/failure-message';
import { FieldsSkeleton } from '../../parts/skeletons';
import type { LinkingPolicy, ObjectChoice, Sharing } from '../../wire';
import { CreateForm } from './create-form';
import { LeaveDialog } from './leave-dialog';

interface Props {
  readonly objects: readonly ObjectChoice[];
  readonly object: string;
  /** Whether records like the one that is typed are shown (TGL-4). */
  readonly potentialResults: boolean;
  readonly linking: LinkingPolicy;
}

interface Option {
  readonly value: string;
  readonly label: string;
}

/** Creates a record from the issue: a form for the chosen object. */
export function CreateDialog({ objects, object: preset, potentialResults, linking }: Props) {
  const { t } = useLocale();
  const [object, setObject] = useState(preset);
  const [touched, setTouched] = useState(false);
  const [asked, setAsked] = useState<string | null>(null);
  const choose = (next: string): void => {
    setObject(next);
    setTouched(false);
    setAsked(null);
  };
  const options: Option[] = objects
    .filter((each) => each.creatable)
    .map((each) => ({ value: each.object, label: each.label }));
  const chosen = options.find((option) => option.value === object);
  const chooser = options.length > 1 && (
    <div>
      <Label htmlFor="create-object">{t('create.object')}</Label>
      <Select<Option>
        inputId="create-object"
        options={options}
        value={chosen}
        isSearchable={false}
        // Each form brings the chooser anew: who chooses stays where they are.
        autoFocus={object !== preset}
        onChange={(option) => {
          if (option === null || option.value === object) return;
          if (touched) setAsked(option.value);
          else choose(option.value);
        }}
      />
    </div>
  );
  // Each object's form is a form of its own, with its own id and drafts.
  return (
    <>
      <LoadedForm
        key={object}
        object={object}
        label={chosen?.label ?? object}
        chooser={chooser}
        potentialResults={potentialResults}
        sharing={linking.sharing}
        onTouched={setTouched}
      />
      <LeaveDialog open={asked !== null} onLeave={() => asked !== null && choose(asked)} onStay={() => setAsked(null)} />
    </>
  );
}

interface FormProps {
  readonly object: string;
  readonly label: string;
  readonly chooser: ReactNode;
  readonly potentialResults: boolean;
  readonly sharing: Sharing;
  readonly onTouched: (touched: boolean) => void;
}

function LoadedForm({ object, label, chooser, potentialResults, sharing, onTouched }: FormProps) {
  const { t } = useLocale();
  const { loaded, reload } = useView('createForm', { object });
  if (loaded.kind === 'ready' && loaded.view.fields.length > 0)
    return (
      <CreateForm
        form={loaded.view}
        chooser={chooser}
        potentialResults={potentialResults}
        sharing={sharing}
        onTouched={onTouched}
      />
    );
  return (
    <DialogFrame
      title={t('create.title', { object: label })}
      footer={
        <Button appearance="subtle" onClick={() => void closeDialog()}>
          {t('action.cancel')}
        </Button>
      }
    >
      {chooser}
      {loaded.kind === 'loading' && <FieldsSkeleton fields={6} />}
      {loaded.kind === 'failed' && <FailureMessage failure={loaded.failure} onRetry={reload} />}
      {loaded.kind === 'ready' && <Empty title={t('create.nothing')} hint={t('create.nothingHint')} />}
    </DialogFrame>
  );
}
