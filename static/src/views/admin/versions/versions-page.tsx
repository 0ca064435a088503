import Button from '@atlaskit/button/new';
import SectionMessage from '@atlaskit/section-message';
import { useCallback, useEffect, useState } from 'react';
import { useConfiguration, useConfigured } from '../../../hooks/use-configuration';
import { useVersions } from '../../../hooks/use-versions';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { FailureMessage } from '../../../parts/failure-message';
import parts from '../../../parts/parts.module.css';
import { LinesSkeleton } from '../../../parts/skeletons';
import type { Problem, SaveView } from '../../../wire';
import { AdminPage, ConfigurationGate } from '../parts/admin-page';
import { CompareDialog } from './compare-dialog';
import { ExportButton } from './export-button';
import { ImportDialog } from './import-dialog';
import { RollBackDialog } from './roll-back-dialog';
import { VersionTable } from './version-table';
import styles from './versions.module.css';

/** The configuration's versions: what changed when, by whom, and the ways back, out and in. */
export function VersionsPage() {
  const { t } = useLocale();
  return (
    <AdminPage title={t('versions.title')} intro={t('versions.intro')}>
      <ConfigurationGate>
        <Loaded />
      </ConfigurationGate>
    </AdminPage>
  );
}

type Asked =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'compare'; readonly from: number; readonly to: number }
  | { readonly kind: 'rollBack'; readonly version: number };

function Loaded() {
  const { t, format, said } = useLocale();
  const loaded = useConfigured().version;
  const { replace, reload: reloadConfiguration } = useConfiguration();
  const { versions, more, loading, failure, reload, loadMore } = useVersions();
  // Others may have saved since the configuration was loaded; the list is newer.
  const newest = versions[0]?.version ?? 0;
  const version = Math.max(loaded, newest);
  const isBehind = newest > loaded;
  useEffect(() => {
    if (isBehind) reloadConfiguration();
  }, [isBehind, reloadConfiguration]);
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [asked, setAsked] = useState<Asked>({ kind: 'nothing' });
  const [shown, setShown] = useState<{ title: string; warnings: readonly Problem[] } | null>(null);
  const close = useCallback(() => setAsked({ kind: 'nothing' }), []);

  const onSaved = (saved: Extract<SaveView, { kind: 'saved' }>, title: string): void => {
    replace(saved.configuration);
    setShown({ title, warnings: saved.warnings });
    setChosen([]);
    reload();
  };
  const toggle = (row: number, on: boolean): void =>
    // Two can be compared: a third takes the place of the one chosen first.
    setChosen((before) => (on ? [...before, row].slice(-2) : before.filter((each) => each !== row)));
  const [one, other] = [...chosen].sort((a, b) => a - b);
  return (
    <>
      {shown !== null && (
        <div role="status" className={parts.message}>
          <SectionMessage appearance={shown.warnings.length === 0 ? 'success' : 'warning'} title={shown.title}>
            {shown.warnings.map((warning, index) => (
              <p key={index}>{said(warning.text, warning.remedy)}</p>
            ))}
          </SectionMessage>
        </div>
      )}
      <div className={styles.toolbar}>
        <Button
          isDisabled={one === undefined || other === undefined}
          onClick={() => one !== undefined && other !== undefined && setAsked({ kind: 'compare', from: one, to: other })}
        >
          {t('versions.compare')}
        </Button>
        <ExportButton version={null} />
        {versions.length > 0 && (
          <ImportDialog
            version={version}
            onSaved={(saved) => onSaved(saved, t('import.done', { version: format.number(saved.configuration.version, 0) }))}
          />
        )}
      </div>
      {failure !== null && <FailureMessage failure={failure} onRetry={reload} />}
      {versions.length > 0 && (
        <VersionTable
          versions={versions}
          current={version}
          chosen={chosen}
          onToggle={toggle}
          onCompare={(row) => setAsked({ kind: 'compare', from: row, to: version })}
          onRollBack={(row) => setAsked({ kind: 'rollBack', version: row })}
        />
      )}
      {loading && <LinesSkeleton lines={4} />}
      {!loading && more && (
        <div>
          <Button onClick={loadMore}>{t('versions.older')}</Button>
        </div>
      )}
      <Announcement>{loading ? '' : t('versions.shown', { count: versions.length })}</Announcement>
      {asked.kind === 'compare' && <CompareDialog from={asked.from} to={asked.to} onClose={close} />}
      {asked.kind === 'rollBack' && (
        <RollBackDialog
          version={asked.version}
          current={version}
          onClose={close}
          onSaved={(saved) =>
            onSaved(
              saved,
              t('rollBack.done', {
                to: format.number(asked.version, 0),
                version: format.number(saved.configuration.version, 0),
              }),
            )
          }
        />
      )}
    </>
  );
}
