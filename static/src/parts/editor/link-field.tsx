import Button from '@atlaskit/button/new';
import Textfield from '@atlaskit/textfield';
import { $createLinkNode, TOGGLE_LINK_COMMAND } from '@lexical/link';
import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { SelectionAlwaysOnDisplay } from '@lexical/react/LexicalSelectionAlwaysOnDisplay';
import { $createTextNode, $getSelection, $insertNodes, $isRangeSelection } from 'lexical';
import { useId, useState, type KeyboardEvent } from 'react';
import { useLocale } from '../../locale/locale';
import styles from './editor.module.css';
import { safeLink } from './safe-link';

/** Asks where a link leads. What is selected becomes the link; where nothing is, the address itself is put in. */
export function LinkField({ address, onDone }: { address: string | null; onDone: () => void }) {
  const { t } = useLocale();
  const id = useId();
  const [editor] = useLexicalComposerContext();
  const [typed, setTyped] = useState(address ?? '');
  const [refused, setRefused] = useState(false);

  const done = (): void => {
    onDone();
    editor.focus();
  };
  const apply = (): void => {
    const safe = safeLink(typed);
    if (safe === null) {
      setRefused(true);
      return;
    }
    editor.update(() => {
      const selection = $getSelection();
      if (address === null && ($isRangeSelection(selection) ? selection.isCollapsed() : true))
        $insertNodes([$createLinkNode(safe).append($createTextNode(typed.trim()))]);
      else editor.dispatchCommand(TOGGLE_LINK_COMMAND, safe);
    });
    done();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') done();
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    // The form around is not sent by it.
    event.preventDefault();
    apply();
  };
  return (
    <div className={styles.linkField} role="group" aria-label={t('editor.link')} data-own-escape onKeyDown={onKeyDown}>
      <SelectionAlwaysOnDisplay />
      <div className={styles.linkAddress}>
        <Textfield
          id={id}
          isCompact
          autoFocus
          aria-label={t('editor.linkAddress')}
          aria-describedby={refused ? `${id}-refused` : undefined}
          placeholder={t('editor.linkAddress')}
          value={typed}
          isInvalid={refused}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setRefused(false);
          }}
        />
      </div>
      <Button spacing="compact" onClick={apply}>
        {t('editor.linkApply')}
      </Button>
      {address !== null && (
        <Button
          spacing="compact"
          appearance="subtle"
          onClick={() => {
            editor.dispatchCommand(TOGGLE_LINK_COMMAND, null);
            done();
          }}
        >
          {t('editor.linkRemove')}
        </Button>
      )}
      <Button spacing="compact" appearance="subtle" onClick={done}>
        {t('action.cancel')}
      </Button>
      {refused && (
        <p id={`${id}-refused`} role="alert" className={styles.refused}>
          {t('editor.linkRefused')}
        </p>
      )}
    </div>
  );
}
