import Button from '@atlaskit/button/new';
import type { DialogRequest } from '../../bridge/dialogs';
import { useNow } from '../../hooks/use-now';
import { useLocale } from '../../locale/locale';
import { failureWords } from '../../parts/failure-words';
import type { PanelView, Setback } from '../../wire';
import { whyRequest } from './listed-records';
import { Notice } from './notice';

interface Props {
  readonly setback: Setback;
  readonly view: PanelView;
  readonly onOpen: (request: DialogRequest) => void;
}

/** What went wrong when the issue was last synced, why, and what happens next. */
export function SetbackLine({ setback, view, onOpen }: Props) {
  const locale = useLocale();
  const { t, format } = locale;
  const now = useNow();
  const { undertaking, failure, next } = setback;
  const { title, detail } = failureWords(failure, locale);
  const age = format.age(setback.atMs, now) ?? t('age.now');
  const titleOf = (): string => {
    switch (undertaking.kind) {
      case 'rule':
        return t('setback.rule', { rule: undertaking.rule, object: labelOf(view, undertaking.object), age });
      case 'postFunction':
        return t('setback.postFunction', { object: labelOf(view, undertaking.object), age });
      case 'firstSync':
        return t('setback.firstSync', { name: nameOf(view, undertaking.recordId), age });
      case 'sync':
        return undertaking.recordId === null
          ? t('setback.sync', { age })
          : t('setback.syncRecord', { name: nameOf(view, undertaking.recordId), age });
      default:
        return undertaking satisfies never;
    }
  };
  return (
    <div role="note" data-setback={failure.code}>
      <Notice
        title={titleOf()}
        action={
          (undertaking.kind === 'rule' || undertaking.kind === 'postFunction') && view.allowed.why ? (
            <Button spacing="compact" onClick={() => onOpen(whyRequest(view))}>
              {t('setback.why')}
            </Button>
          ) : null
        }
      >
        <p>{failure.code === 'invalid' && detail !== null ? detail : `${title}. ${detail ?? ''}`}</p>
        {/* What comes of a sync stands beside, with how it stands now. */}
        {undertaking.kind !== 'sync' && <p>{t(`setback.next.${next}`)}</p>}
      </Notice>
    </div>
  );
}

/** What people call an object. */
function labelOf({ groups, objects }: PanelView, object: string): string {
  return [...objects, ...groups].find((each) => each.object === object)?.label ?? object;
}

function nameOf({ groups }: PanelView, recordId: string): string {
  return groups.flatMap(({ records }) => records).find(({ id }) => id === recordId)?.name ?? recordId;
}
