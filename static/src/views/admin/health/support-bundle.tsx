import Button from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import { useMemo, useState, type FormEvent } from 'react';
import { saveFile } from '../../../bridge/files';
import { useAction } from '../../../hooks/use-action';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import type { SupportBundleView } from '../../../wire';
import { Disclosure } from '../../why/disclosure';
import { TextRow } from '../parts/text-row';
import styles from './health.module.css';

/** Characters of the file that are shown: enough to see how it looks. */
const SHOWN_MAX = 20_000;

/** Makes a support bundle (OPS-9): the admin sees what is inside before it is downloaded. */
export function SupportBundle() {
  const { t } = useLocale();
  const [about, setAbout] = useState('');
  const [made, setMade] = useState<SupportBundleView | null>(null);
  const bundle = useAction('supportBundle');
  const wanted = about.trim();
  const onSubmit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (wanted === '') return;
    setMade(null);
    const outcome = await bundle.send({ about: wanted });
    if (outcome?.kind === 'ok') setMade(outcome.view);
  };
  return (
    <section className={styles.section} aria-labelledby="bundle-heading" data-section="bundle">
      <div id="bundle-heading">
        <Heading size="medium" as="h3">
          {t('bundle.title')}
        </Heading>
      </div>
      <p className={styles.remedy}>{t('bundle.hint')}</p>
      <form className={styles.form} noValidate onSubmit={(event) => void onSubmit(event)}>
        <TextRow
          id="bundle-about"
          label={t('bundle.about')}
          value={about}
          onChange={(text) => {
            setAbout(text);
            setMade(null);
            bundle.clear();
          }}
        />
        <Button type="submit" isDisabled={wanted === ''} isLoading={bundle.sending}>
          {t('bundle.make')}
        </Button>
      </form>
      <div role="status">{made !== null && <p>{t('bundle.made')}</p>}</div>
      {bundle.failure !== null && (
        <div className={styles.failure}>
          <FailureMessage failure={bundle.failure} />
        </div>
      )}
      {made !== null && <Inside made={made} />}
    </section>
  );
}

function Inside({ made }: { made: SupportBundleView }) {
  const { t, format } = useLocale();
  const { json, madeAtMs, issues, entries, inputs, changed, documents, more } = made;
  const pretty = useMemo(() => JSON.stringify(JSON.parse(json), null, 2), [json]);
  const day = new Date(madeAtMs).toISOString().slice(0, 10);
  return (
    <div className={styles.made} data-bundle={inputs}>
      <ul>
        <li>{t('bundle.issues', { count: issues })}</li>
        <li>{t('bundle.entries', { count: entries })}</li>
        <li>{t('bundle.inputs', { count: inputs })}</li>
        <li>{t('bundle.documents', { count: documents })}</li>
        {changed > 0 && <li>{t('bundle.changed', { count: changed })}</li>}
        {more && <li>{t('bundle.more')}</li>}
      </ul>
      <Disclosure title={t('bundle.look')} about={t('bundle.lookHint')}>
        <pre className={styles.file} tabIndex={0} role="region" aria-label={t('bundle.file')}>
          {pretty.length > SHOWN_MAX ? `${pretty.slice(0, SHOWN_MAX)}\n…` : pretty}
        </pre>
      </Disclosure>
      <div className={styles.actions}>
        <Button
          appearance="primary"
          onClick={() => saveFile(`weftline-support-${day}.json`, [pretty, '\n'], 'application/json')}
        >
          {t('bundle.download', { size: format.number(Math.ceil(pretty.length / 1024), 0) })}
        </Button>
      </div>
    </div>
  );
}
