import Button from '@atlaskit/button/new';
import Lozenge from '@atlaskit/lozenge';
import { useLocale } from '../../../locale/locale';
import { plainName } from '../../../parts/plain-text';
import type { CommentCopy, Way } from '../../../wire';
import styles from './copies.module.css';

interface Props {
  readonly author: string;
  readonly copy: CommentCopy;
  /** Where the comment's copy goes. */
  readonly way: Way;
  /** Has it copied; none where this user may not. */
  readonly onPush: (() => void) | null;
  /** Whether one is being asked for. */
  readonly sending: boolean;
}

const LOOKS = {
  pending: 'inprogress',
  copied: 'success',
  isCopy: 'default',
  refused: 'removed',
  copyGone: 'default',
} as const satisfies Record<Exclude<CommentCopy, 'none'>, string>;

/** What has become of a comment on the other side (CMT-2), and the way to have it copied. */
export function CopyMark({ author, copy, way, onPush, sending }: Props) {
  const { t } = useLocale();
  const again = copy === 'none' || copy === 'refused';
  return (
    <span className={styles.copy} data-copy={copy}>
      {copy !== 'none' && <Lozenge appearance={LOOKS[copy]}>{t(`copy.state.${copy}.${way}`)}</Lozenge>}
      {again && onPush !== null && (
        <Button
          appearance="subtle"
          spacing="compact"
          isDisabled={sending}
          aria-label={t(`copy.${way}Of`, { name: plainName(author) })}
          onClick={onPush}
        >
          {t(`copy.${way}`)}
        </Button>
      )}
    </span>
  );
}
