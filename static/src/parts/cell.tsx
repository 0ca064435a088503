import Lozenge from '@atlaskit/lozenge';
import { VisuallyHidden } from './visually-hidden';
import { useLocale } from '../locale/locale';
import type { Cell, Column } from '../wire';
import { OutsideLink } from './outside-link';
import styles from './parts.module.css';
import { SafeHtml } from './safe-html/safe-html';
import { isStatus, statusAppearance } from './status';

/**
 * A field's value, by its type. The only place that knows how a value looks. What people wrote stands by itself, so that
 * it turns round nothing beside it, whatever direction it has.
 */
export function CellValue({ cell, column }: { cell: Cell; column?: Column | undefined }) {
  const { t, format } = useLocale();
  switch (cell.kind) {
    case 'empty':
      return (
        <span className={styles.subtle}>
          <span aria-hidden="true">–</span>
          <VisuallyHidden>{t('value.none')}</VisuallyHidden>
        </span>
      );
    case 'text':
      return <bdi className={styles.text}>{cell.text}</bdi>;
    case 'number':
      return <>{format.number(cell.value, cell.decimals)}</>;
    case 'percent':
      return <>{format.percent(cell.value, cell.decimals)}</>;
    case 'currency':
      return <>{format.currency(cell.value, cell.decimals, cell.code)}</>;
    case 'boolean':
      return <>{cell.value ? t('value.yes') : t('value.no')}</>;
    case 'date':
      return <time dateTime={cell.date}>{format.day(cell.date)}</time>;
    case 'dateTime':
      return <time dateTime={new Date(cell.atMs).toISOString()}>{format.instant(cell.atMs)}</time>;
    case 'picklist':
      if (column !== undefined && isStatus(column))
        return <Lozenge appearance={statusAppearance(cell.value)}>{cell.label}</Lozenge>;
      return <bdi>{cell.label}</bdi>;
    case 'multiPicklist':
      return <bdi>{cell.labels.join(', ')}</bdi>;
    case 'reference':
      return cell.url === null ? <bdi>{cell.name}</bdi> : <OutsideLink address={cell.url}><bdi>{cell.name}</bdi></OutsideLink>;
    case 'richText':
      return <SafeHtml html={cell.html} images={cell.images} />;
    case 'link':
      return <OutsideLink address={cell.href}><bdi>{cell.text}</bdi></OutsideLink>;
    default:
      return cell satisfies never;
  }
}
