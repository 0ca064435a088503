import Button from '@atlaskit/button/new';
import { useEffect, useId, useState } from 'react';
import { useAction } from '../../../hooks/use-action';
import { usePostId } from '../../../hooks/use-post-id';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { Editor } from '../../../parts/editor/editor';
import type { Composer, PostedFeedView } from '../../../wire';
import styles from '../details.module.css';
import { PostFailure } from '../post-failure';

interface Props {
  readonly recordId: string;
  readonly composer: Composer;
  /** The post that it is a comment on; none for a post of its own. */
  readonly replyTo: string | null;
  readonly label: string;
  readonly submit: string;
  readonly onPosted: (posted: PostedFeedView, replyTo: string | null) => void;
  readonly onClose: () => void;
  readonly onHeld: (id: string, held: boolean) => void;
}

/** When fewer characters are left, their number is shown. */
const NEAR_CHARACTERS = 500;

/** Where a post or a comment on one is written. */
export function FeedComposer({ recordId, composer, replyTo, label, submit, onPosted, onClose, onHeld }: Props) {
  const { t } = useLocale();
  const id = useId();
  const [draft, setDraft] = useState({ html: '', text: '' });
  const { sending, failure, send } = useAction('postFeed');
  const { idOf } = usePostId();
  const held = draft.text !== '';
  const left = composer.room - [...draft.text].length;
  const postable = held && left >= 0 && !sending;
  useEffect(() => {
    onHeld(id, held);
    return () => onHeld(id, false);
  }, [id, held, onHeld]);

  const post = async (): Promise<void> => {
    if (!postable) return;
    const outcome = await send({ recordId, postId: idOf(draft.html), html: draft.html, replyTo });
    if (outcome?.kind !== 'ok') return;
    onClose();
    onPosted(outcome.view, replyTo);
  };
  return (
    <div className={styles.form}>
      <Editor
        id={`${id}-text`}
        label={label}
        describedBy={`${id}-below`}
        holds="feed"
        value={draft.html}
        onChange={(html, text) => setDraft({ html, text })}
        onSubmit={() => void post()}
        isInvalid={left < 0}
        isDisabled={sending}
        autoFocus
      />
      <div id={`${id}-below`} className={styles.below}>
        <span>
          {t('feed.hint')} {composer.signature !== '' && t('post.signature', { signature: composer.signature })}
        </span>
        {left >= 0 && left < NEAR_CHARACTERS && <span>{t('post.charactersLeft', { count: left })}</span>}
        {left < 0 && <span className={styles.over}>{t('post.charactersOver', { count: -left })}</span>}
        <Announcement>{left < 0 ? t('post.tooLong') : ''}</Announcement>
      </div>
      {failure !== null && <PostFailure failure={failure} />}
      <div className={styles.actions}>
        <Button appearance="primary" isDisabled={!held || left < 0} isLoading={sending} onClick={() => void post()}>
          {submit}
        </Button>
        <Button appearance="subtle" isDisabled={sending} onClick={onClose}>
          {t('action.cancel')}
        </Button>
      </div>
    </div>
  );
}
