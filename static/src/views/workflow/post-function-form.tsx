import { ErrorMessage, Label } from '@atlaskit/form';
import SectionMessage from '@atlaskit/section-message';
import Select from '@atlaskit/select';
import { useState } from 'react';
import { useLocale } from '../../locale/locale';
import { RadioGroup } from '../../parts/radio-group';
import type { PostFunction, ProjectObject } from '../../wire';
import { ACTS, creates } from './saved';
import { Summary } from './summary';
import { useKept } from './use-kept';
import styles from './workflow.module.css';

interface Props {
  readonly saved: PostFunction | null;
  readonly objects: readonly ProjectObject[];
}

/** What a post function is to do. Jira has the buttons. */
export function PostFunctionForm({ saved, objects }: Props) {
  const { t } = useLocale();
  const [act, setAct] = useState(saved?.act ?? ACTS[0]);
  const [object, setObject] = useState(saved?.object ?? objects[0]?.object ?? null);
  const [missing, setMissing] = useState(false);
  const chosen: PostFunction | null = creates(act) ? (object === null ? null : { act, object }) : { act, object: null };
  const taken = useKept(chosen, () => setMissing(true));
  if (!taken) return <Summary saved={saved} objects={objects} />;
  // What was chosen before stays a choice, although it may not be configured any more.
  const unknown = saved?.object != null && !objects.some((each) => each.object === saved.object) ? [saved.object] : [];
  const options = [
    ...objects.map((each) => ({ value: each.object, label: each.label })),
    ...unknown.map((value) => ({ value, label: value })),
  ];
  return (
    <div className={styles.form}>
      <RadioGroup
        name="act"
        legend={t('workflow.act')}
        value={act}
        options={ACTS.map((value) => ({ value, label: t(`workflow.act.${value}`), description: t(`workflow.actHint.${value}`) }))}
        onChange={setAct}
      />
      {creates(act) && (
        <div>
          <Label htmlFor="workflow-object">{t('workflow.object')}</Label>
          {options.length === 0 ? (
            <SectionMessage appearance="warning" title={t('workflow.noObjects')}>
              <p>{t('workflow.noObjectsHint')}</p>
            </SectionMessage>
          ) : (
            <Select
              inputId="workflow-object"
              options={options}
              value={options.find(({ value }) => value === object) ?? null}
              isInvalid={missing && object === null}
              onChange={(option) => option !== null && setObject(option.value)}
            />
          )}
          {missing && object === null && <ErrorMessage>{t('workflow.objectMissing')}</ErrorMessage>}
        </div>
      )}
      <p className={styles.hint}>{t('workflow.where')}</p>
    </div>
  );
}
