import Button from '@atlaskit/button/new';
import Checkbox from '@atlaskit/checkbox';
import ChevronDownIcon from '@atlaskit/icon/core/chevron-down';
import ChevronRightIcon from '@atlaskit/icon/core/chevron-right';
import SectionMessage from '@atlaskit/section-message';
import { useId, useState } from 'react';
import { useConfigured } from '../../../hooks/use-configuration';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import parts from '../../../parts/parts.module.css';
import type { ConnectionCard, InstallView } from '../../../wire';
import styles from './events.module.css';
import { useInstallation } from './use-installation';

/** Installs what Weftline wants in the org: the mapping's custom metadata type, and the key field of each object. */
export function Install({ connection }: { connection: ConnectionCard }) {
  const { t } = useLocale();
  const id = useId();
  const { objects } = useConfigured();
  const [open, setOpen] = useState(false);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const { state, start } = useInstallation(connection.id);
  const busy = state.kind === 'starting' || state.kind === 'running';
  const offered = objects.filter((object) => object.state !== 'gone');
  const chosen = offered.map(({ object }) => object).filter((object) => !left.has(object));
  const toggle = (object: string, on: boolean): void =>
    setLeft((before) => new Set(on ? [...before].filter((each) => each !== object) : [...before, object]));
  const onInstall = (): void => void start(chosen);
  return (
    <div>
      <Button
        appearance="subtle"
        iconBefore={open ? ChevronDownIcon : ChevronRightIcon}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {t('install.open')}
      </Button>
      <div id={id} className={styles.install} hidden={!open}>
        <p>{t('install.what')}</p>
        <ul className={styles.lines}>
          <li>{t('install.type')}</li>
          <li>{t('install.field')}</li>
          <li>{t('install.permissions')}</li>
        </ul>
        {offered.length > 0 && (
          <fieldset className={styles.fieldset}>
            <legend className={styles.legend}>{t('install.objects')}</legend>
            {offered.map(({ object, label }) => (
              <Checkbox
                key={object}
                label={label}
                isChecked={!left.has(object)}
                isDisabled={busy}
                onChange={({ currentTarget }) => toggle(object, currentTarget.checked)}
              />
            ))}
          </fieldset>
        )}
        {state.kind === 'failed' && <FailureMessage failure={state.failure} onRetry={onInstall} />}
        {state.kind !== 'idle' && state.kind !== 'starting' && state.kind !== 'failed' && <Progress state={state} />}
        <div>
          <Button isLoading={busy} onClick={onInstall}>
            {t('install.install')}
          </Button>
        </div>
        <p className={styles.subtle}>{t('install.without')}</p>
      </div>
    </div>
  );
}

function Progress({ state }: { state: InstallView }) {
  const { t, said } = useLocale();
  switch (state.kind) {
    case 'running':
      return (
        <p role="status" data-installing="true">
          {t('install.running')}
        </p>
      );
    case 'installed':
      return (
        <div role="status" className={parts.message}>
          <SectionMessage appearance="success" headingLevel="h4" title={t('install.installed')}>
            <p>{t('install.installedHint')}</p>
          </SectionMessage>
        </div>
      );
    case 'refused':
      return (
        <div role="alert" className={parts.message}>
          <SectionMessage appearance="warning" headingLevel="h4" title={t('install.refused')}>
            {state.notPermitted && <p>{t('install.notPermitted')}</p>}
            {state.reasons.length > 0 && (
              <ul className={styles.lines}>
                {state.reasons.map((reason) => (
                  <li key={reason}>{said(reason)}</li>
                ))}
              </ul>
            )}
            <ManualSteps />
          </SectionMessage>
        </div>
      );
    default:
      return state satisfies never;
  }
}

const MANUAL = ['type', 'typeFields', 'field', 'permissions', 'assign'] as const;

/** The same by hand, for who may not deploy. */
function ManualSteps() {
  const { t } = useLocale();
  return (
    <>
      <p>{t('install.manual')}</p>
      <ol className={styles.lines}>
        {MANUAL.map((step) => (
          <li key={step}>{t(`install.manual.${step}`)}</li>
        ))}
      </ol>
    </>
  );
}
