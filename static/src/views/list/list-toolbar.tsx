import Button, { IconButton } from '@atlaskit/button/new';
import DropdownMenu, { DropdownItem, DropdownItemGroup } from '@atlaskit/dropdown-menu';
import MoreIcon from '@atlaskit/icon/core/show-more-horizontal';
import { useLocale } from '../../locale/locale';
import { RefreshControl } from '../../parts/refresh-control';
import type { PanelView } from '../../wire';
import { CreateControl } from '../panel/create-control';
import { listedRecords, whyRequest } from '../panel/listed-records';
import type { Panel } from '../panel/use-panel';
import styles from './list.module.css';

interface Props {
  readonly panel: Panel;
  readonly view: PanelView;
  readonly chosen: ReadonlySet<string>;
}

export function ListToolbar({ panel, view, chosen }: Props) {
  const { t } = useLocale();
  const { objects, allowed } = view;
  const refreshing = panel.loaded.kind === 'ready' && panel.loaded.refreshing;
  const records = listedRecords(view).filter((record) => chosen.has(record.id));
  return (
    <div className={styles.toolbar} role="group" aria-label={t('panel.label')}>
      <CreateControl view={view} onOpen={panel.open} look="primary" />
      {allowed.link && <Button onClick={() => panel.open({ dialog: 'link', objects, linking: view.linking })}>{t('action.link')}</Button>}
      {allowed.bulk && (
        <Button aria-label={t('action.uploadCases')} onClick={() => panel.open({ dialog: 'upload', jobId: null })}>
          {t('action.upload')}
        </Button>
      )}
      {allowed.unlink && (
        <Button
          isDisabled={records.length === 0}
          onClick={() => panel.open({ dialog: 'unlink', records, chosen: records.map((record) => record.id) })}
        >
          {t('action.unlink')}
        </Button>
      )}
      {records.length > 0 && <span className={styles.chosen}>{t('list.chosen', { count: records.length })}</span>}
      <span className={styles.refresh}>
        <RefreshControl atMs={view.atMs} refreshing={refreshing} onRefresh={panel.reload} />
        <DropdownMenu
          placement="bottom-end"
          trigger={({ triggerRef, isSelected, ...properties }) => (
            <IconButton
              {...properties}
              ref={triggerRef}
              icon={MoreIcon}
              label={t('action.more')}
              appearance="subtle"
              spacing="compact"
              isSelected={isSelected}
            />
          )}
        >
          <DropdownItemGroup>
            {panel.sync.now !== null && (
              <DropdownItem isDisabled={panel.sync.asking} onClick={panel.sync.now}>
                {t('sync.now')}
              </DropdownItem>
            )}
            {allowed.why && (
              <DropdownItem onClick={() => panel.open(whyRequest(view))}>{t('action.why')}</DropdownItem>
            )}
          </DropdownItemGroup>
        </DropdownMenu>
      </span>
    </div>
  );
}
