import { IconButton } from '@atlaskit/button/new';
import DropdownMenu, { DropdownItem, DropdownItemGroup } from '@atlaskit/dropdown-menu';
import LinkIcon from '@atlaskit/icon/core/link';
import MoreIcon from '@atlaskit/icon/core/show-more-horizontal';
import UploadIcon from '@atlaskit/icon/core/upload';
import { useLocale } from '../../locale/locale';
import { RefreshControl } from '../../parts/refresh-control';
import type { PanelView } from '../../wire';
import { CreateControl } from '../panel/create-control';
import { keyedGroups, listedRecords, whyRequest } from '../panel/listed-records';
import { mayChoosePrimary } from '../panel/primary-mark';
import { useGone } from '../panel/gone-words';
import { PanelFrame } from '../panel/panel-frame';
import { PanelStates } from '../panel/panel-states';
import { usePanel, type Panel } from '../panel/use-panel';
import { CompactGroup } from './compact-group';
import styles from './compact.module.css';

/** The narrow panel on the right: a few fields of each linked record. */
export function CompactView() {
  const panel = usePanel('compact');
  return (
    <PanelFrame panel={panel}>
      <PanelStates panel={panel}>
        {(view) => <Records panel={panel} view={view} />}
      </PanelStates>
    </PanelFrame>
  );
}

function Records({ panel, view }: { panel: Panel; view: PanelView }) {
  const gone = useGone(view, panel.sync.state);
  return (
    <>
      <Toolbar panel={panel} view={view} />
      {keyedGroups(view).map(({ key, group }) => (
        <CompactGroup
          key={key}
          group={group}
          actions={{
            onOpen: panel.open,
            onPrimary: mayChoosePrimary(view) ? panel.choosePrimary : null,
            refreshing: refreshing(panel),
            gone,
          }}
        />
      ))}
    </>
  );
}

function Toolbar({ panel, view }: { panel: Panel; view: PanelView }) {
  const { t } = useLocale();
  const { objects, allowed } = view;
  return (
    <div className={styles.toolbar} role="group" aria-label={t('panel.label')}>
      <RefreshControl atMs={view.atMs} refreshing={refreshing(panel)} onRefresh={panel.reload} />
      <div className={styles.tools}>
        <CreateControl view={view} onOpen={panel.open} look="icon" />
        {allowed.link && (
          <IconButton
            icon={LinkIcon}
            label={t('action.linkRecord')}
            appearance="subtle"
            spacing="compact"
            isTooltipDisabled={false}
            onClick={() => panel.open({ dialog: 'link', objects, linking: view.linking })}
          />
        )}
        {allowed.bulk && (
          <IconButton
            icon={UploadIcon}
            label={t('action.uploadCases')}
            appearance="subtle"
            spacing="compact"
            isTooltipDisabled={false}
            onClick={() => panel.open({ dialog: 'upload', jobId: null })}
          />
        )}
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
            {allowed.unlink && (
              <DropdownItem onClick={() => panel.open({ dialog: 'unlink', records: listedRecords(view), chosen: [] })}>
                {t('action.unlink')}
              </DropdownItem>
            )}
          </DropdownItemGroup>
        </DropdownMenu>
      </div>
    </div>
  );
}

function refreshing({ loaded }: Panel): boolean {
  return loaded.kind === 'ready' && loaded.refreshing;
}
