import { IconButton } from '@atlaskit/button/new';
import LinkIcon from '@atlaskit/icon/core/link';
import BulletedIcon from '@atlaskit/icon/core/list-bulleted';
import NumberedIcon from '@atlaskit/icon/core/list-numbered';
import CodeIcon from '@atlaskit/icon/core/angle-brackets';
import BoldIcon from '@atlaskit/icon/core/text-bold';
import ItalicIcon from '@atlaskit/icon/core/text-italic';
import StrikethroughIcon from '@atlaskit/icon/core/text-strikethrough';
import UnderlineIcon from '@atlaskit/icon/core/text-underline';
import { INSERT_ORDERED_LIST_COMMAND, INSERT_UNORDERED_LIST_COMMAND, REMOVE_LIST_COMMAND } from '@lexical/list';
import { useLexicalComposerContext } from '@lexical/react/LexicalComposerContext';
import { COMMAND_PRIORITY_HIGH, FORMAT_TEXT_COMMAND, IS_APPLE, KEY_DOWN_COMMAND } from 'lexical';
import { useCallback, useEffect, useRef, useState, type ComponentProps, type KeyboardEvent } from 'react';
import { useLocale } from '../../locale/locale';
import type { PlainKey } from '../../locale/texts';
import styles from './editor.module.css';
import { LinkField } from './link-field';
import { MARKS, useFormats, type Formats, type Mark } from './use-formats';

type Tool = Mark | 'bullet' | 'number' | 'link';

const TOOLS: readonly Tool[] = [...MARKS, 'bullet', 'number', 'link'];

/** After these a gap. */
const ENDS: ReadonlySet<Tool> = new Set<Tool>(['code', 'number']);

interface Looks {
  readonly icon: ComponentProps<typeof IconButton>['icon'];
  readonly label: PlainKey;
  /** With Control or Command: the key, by its place, and whether Shift goes with it. */
  readonly code: string;
  readonly shift: boolean;
  readonly key: string;
}

const LOOKS: Readonly<Record<Tool, Looks>> = {
  bold: { icon: BoldIcon, label: 'editor.bold', code: 'KeyB', shift: false, key: 'B' },
  italic: { icon: ItalicIcon, label: 'editor.italic', code: 'KeyI', shift: false, key: 'I' },
  underline: { icon: UnderlineIcon, label: 'editor.underline', code: 'KeyU', shift: false, key: 'U' },
  strikethrough: { icon: StrikethroughIcon, label: 'editor.strikethrough', code: 'KeyS', shift: true, key: 'S' },
  code: { icon: CodeIcon, label: 'editor.code', code: 'KeyM', shift: true, key: 'M' },
  bullet: { icon: BulletedIcon, label: 'editor.bulleted', code: 'Digit8', shift: true, key: '8' },
  number: { icon: NumberedIcon, label: 'editor.numbered', code: 'Digit7', shift: true, key: '7' },
  link: { icon: LinkIcon, label: 'editor.link', code: 'KeyK', shift: false, key: 'K' },
};

/**
 * The editor's buttons. One stop for the Tab key: the arrow keys go from button to button, Alt and F10 lead here from the
 * text, Escape back to it.
 */
export function Toolbar({ isDisabled, controls }: { isDisabled: boolean; controls: string }) {
  const { t } = useLocale();
  const [editor] = useLexicalComposerContext();
  const formats = useFormats();
  const [linking, setLinking] = useState(false);
  const [stop, setStop] = useState(0);
  const buttons = useRef<HTMLDivElement>(null);
  const use = useCallback(
    (tool: Tool) => {
      if (tool === 'link') {
        setLinking((open) => !open);
        return;
      }
      // The text has the focus again afterwards, as what is typed next is what has the format.
      editor.focus();
      switch (tool) {
        case 'bullet':
          editor.dispatchCommand(formats.list === 'bullet' ? REMOVE_LIST_COMMAND : INSERT_UNORDERED_LIST_COMMAND, undefined);
          return;
        case 'number':
          editor.dispatchCommand(formats.list === 'number' ? REMOVE_LIST_COMMAND : INSERT_ORDERED_LIST_COMMAND, undefined);
          return;
        default:
          editor.dispatchCommand(FORMAT_TEXT_COMMAND, tool);
      }
    },
    [editor, formats.list],
  );
  const go = useCallback((to: number): void => {
    const all = buttons.current?.querySelectorAll('button') ?? [];
    const index = (to + all.length) % all.length;
    setStop(index);
    all[index]?.focus();
  }, []);

  useEffect(
    () =>
      editor.registerCommand(
        KEY_DOWN_COMMAND,
        (event) => {
          const tool = event.altKey && event.key === 'F10' ? 'toolbar' : toolOf(event);
          if (tool === null) return false;
          event.preventDefault();
          if (tool === 'toolbar') go(stop);
          else use(tool);
          return true;
        },
        COMMAND_PRIORITY_HIGH,
      ),
    [editor, go, stop, use],
  );

  const onKeyDown = (event: KeyboardEvent): void => {
    const to = { ArrowRight: stop + 1, ArrowLeft: stop - 1, Home: 0, End: TOOLS.length - 1 }[event.key];
    if (to === undefined && event.key !== 'Escape') return;
    event.preventDefault();
    if (to === undefined) editor.focus();
    else go(to);
  };

  return (
    <>
      <div
        ref={buttons}
        className={styles.toolbar}
        role="toolbar"
        aria-label={t('editor.toolbar')}
        aria-controls={controls}
        data-own-escape
        onKeyDown={onKeyDown}
        // A click leaves the caret where it is.
        onMouseDown={(event) => event.preventDefault()}
      >
        {TOOLS.map((tool, index) => {
          const { icon, label, shift, key } = LOOKS[tool];
          return (
            <span key={tool} className={ENDS.has(tool) ? styles.last : undefined}>
              <IconButton
                icon={icon}
                label={t(label)}
                appearance="subtle"
                spacing="compact"
                isSelected={isOn(tool, formats) || (tool === 'link' && linking)}
                isDisabled={isDisabled}
                isTooltipDisabled={false}
                tooltip={{ shortcut: keysOf(shift, key) }}
                tabIndex={index === stop ? 0 : -1}
                {...(tool === 'link' ? { 'aria-expanded': linking } : { 'aria-pressed': isOn(tool, formats) })}
                aria-keyshortcuts={`${IS_APPLE ? 'Meta' : 'Control'}+${shift ? 'Shift+' : ''}${key}`}
                onClick={() => {
                  setStop(index);
                  use(tool);
                }}
              />
            </span>
          );
        })}
      </div>
      {linking && <LinkField address={formats.link} onDone={() => setLinking(false)} />}
    </>
  );
}

function isOn(tool: Tool, { marks, list, link }: Formats): boolean {
  if (tool === 'link') return link !== null;
  return tool === 'bullet' || tool === 'number' ? list === tool : marks.has(tool);
}

function toolOf(event: globalThis.KeyboardEvent): Tool | null {
  if (event.altKey || !(IS_APPLE ? event.metaKey : event.ctrlKey)) return null;
  return TOOLS.find((tool) => LOOKS[tool].code === event.code && LOOKS[tool].shift === event.shiftKey) ?? null;
}

function keysOf(shift: boolean, key: string): string[] {
  return [IS_APPLE ? '⌘' : 'Ctrl', ...(shift ? [IS_APPLE ? '⇧' : 'Shift'] : []), key];
}
