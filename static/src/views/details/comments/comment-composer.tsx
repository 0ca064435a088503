import Button from '@atlaskit/button/new';
import TextArea from '@atlaskit/textarea';
import { useEffect, useId, useState, type KeyboardEvent } from 'react';
import { useAction } from '../../../hooks/use-action';
import { useFocusBack } from '../../../hooks/use-focus';
import { usePostId } from '../../../hooks/use-post-id';
import { useLocale } from '../../../locale/locale';
import { RadioGroup } from '../../../parts/radio-group';
import type { Composer, PostedCommentView } from '../../../wire';
import styles from '../details.module.css';
import { PostFailure } from '../post-failure';

interface Props {
  readonly recordId: string;
  readonly composer: Composer;
  readonly onPosted: (posted: PostedCommentView) => void;
  readonly onHeld: (id: string, held: boolean) => void;
}

type Audience = 'internal' | 'public';

/** When fewer bytes are left, their number is shown. */
const NEAR_BYTES = 500;

const utf8 = new TextEncoder();

/** Where a comment is written. It is internal unless someone chooses otherwise, each time anew. */
export function CommentComposer({ recordId, composer, onPosted, onHeld }: Props) {
  const { t } = useLocale();
  const id = useId();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [audience, setAudience] = useState<Audience>('internal');
  const { sending, failure, send, clear } = useAction('postComment');
  const { idOf, done } = usePostId();
  const opener = useFocusBack<HTMLButtonElement>(open);
  const words = text.trim();
  const held = words !== '';
  useEffect(() => {
    onHeld(id, held);
    return () => onHeld(id, false);
  }, [id, held, onHeld]);

  const close = (): void => {
    setOpen(false);
    setText('');
    setAudience('internal');
    clear();
    done();
  };
  const post = async (): Promise<void> => {
    if (words === '' || sending) return;
    const outcome = await send({ recordId, postId: idOf(`${audience} ${words}`), text: words, public: audience === 'public' });
    if (outcome?.kind !== 'ok') return;
    close();
    onPosted(outcome.view);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void post();
  };

  if (!open)
    return (
      <div className={styles.composer}>
        <button ref={opener} type="button" className={styles.closed} onClick={() => setOpen(true)}>
          {t('comments.add')}
        </button>
      </div>
    );
  return (
    <div className={styles.composer}>
      <div className={styles.form} onKeyDown={onKeyDown}>
        <TextArea
          aria-label={t('comments.text')}
          aria-describedby={`${id}-below`}
          autoFocus
          minimumRows={3}
          maxHeight="30vh"
          resize="smart"
          value={text}
          isReadOnly={sending}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Below id={`${id}-below`} text={words} composer={composer} />
        <div className={styles.audience}>
          <RadioGroup<Audience>
            name={`${id}-audience`}
            legend={t('comments.audience')}
            value={audience}
            disabled={sending}
            options={[
              { value: 'internal', label: t('comments.internal'), description: t('comments.internalHint') },
              { value: 'public', label: t('comments.public'), description: t('comments.publicHint') },
            ]}
            onChange={setAudience}
          />
        </div>
        {failure !== null && <PostFailure failure={failure} />}
        <div className={styles.actions}>
          <Button
            appearance={audience === 'public' ? 'warning' : 'primary'}
            isDisabled={words === ''}
            isLoading={sending}
            onClick={() => void post()}
          >
            {t(audience === 'public' ? 'comments.postPublic' : 'comments.postInternal')}
          </Button>
          <Button appearance="subtle" isDisabled={sending} onClick={close}>
            {t('action.cancel')}
          </Button>
        </div>
      </div>
    </div>
  );
}

/** How much more one comment holds, and what it will end with. */
function Below({ id, text, composer }: { id: string; text: string; composer: Composer }) {
  const { t } = useLocale();
  const left = composer.room - utf8.encode(text).length;
  return (
    <div id={id} className={styles.below}>
      <span>{composer.signature !== '' && t('post.signature', { signature: composer.signature })}</span>
      {left >= 0 && left < NEAR_BYTES && <span>{t('comments.bytesLeft', { count: left })}</span>}
      <span role="status">{left < 0 && t('comments.split')}</span>
    </div>
  );
}
