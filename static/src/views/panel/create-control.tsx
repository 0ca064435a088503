import Button, { IconButton } from '@atlaskit/button/new';
import DropdownMenu, { DropdownItem, DropdownItemGroup } from '@atlaskit/dropdown-menu';
import AddIcon from '@atlaskit/icon/core/add';
import ChevronDownIcon from '@atlaskit/icon/core/chevron-down';
import type { DialogRequest } from '../../bridge/dialogs';
import { useLocale } from '../../locale/locale';
import { ObjectTile } from '../../parts/object-tile';
import type { ObjectChoice, PanelView } from '../../wire';

interface Props {
  readonly view: PanelView;
  readonly onOpen: (request: DialogRequest) => void;
  /** How it looks: an icon where there is little room, and primary where it is the first thing to do. */
  readonly look: 'icon' | 'primary' | 'default';
}

/** The objects of which this user can create records here. */
export function creatableObjects({ objects, allowed }: PanelView): readonly ObjectChoice[] {
  return allowed.create ? objects.filter((object) => object.creatable) : [];
}

/** Create: a button for one object, a menu for several, nothing when none can be created. */
export function CreateControl({ view, onOpen, look }: Props) {
  const { t } = useLocale();
  const { objects, allowed, linking } = view;
  const creatable = creatableObjects(view);
  const [first] = creatable;
  if (first === undefined) return null;
  const create = (object: string): void =>
    onOpen({ dialog: 'create', objects, object, potentialResults: allowed.potentialResults, linking });
  const icon = { icon: AddIcon, label: t('action.createRecord'), appearance: 'subtle', spacing: 'compact' } as const;
  if (creatable.length === 1) {
    return look === 'icon' ? (
      <IconButton {...icon} isTooltipDisabled={false} onClick={() => create(first.object)} />
    ) : (
      <Button appearance={look} onClick={() => create(first.object)}>
        {t('action.create')}
      </Button>
    );
  }
  return (
    <DropdownMenu
      placement={look === 'icon' ? 'bottom-end' : 'bottom-start'}
      label={t('action.createRecord')}
      trigger={({ triggerRef, isSelected, ...properties }) =>
        look === 'icon' ? (
          <IconButton {...properties} {...icon} ref={triggerRef} isSelected={isSelected} />
        ) : (
          <Button {...properties} ref={triggerRef} appearance={look} iconAfter={ChevronDownIcon}>
            {t('action.create')}
          </Button>
        )
      }
    >
      <DropdownItemGroup>
        {creatable.map(({ object, label }) => (
          <DropdownItem key={object} elemBefore={<ObjectTile object={object} />} onClick={() => create(object)}>
            {t('action.createObject', { object: label })}
          </DropdownItem>
        ))}
      </DropdownItemGroup>
    </DropdownMenu>
  );
}
