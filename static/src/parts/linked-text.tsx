import { Fragment } from 'react';
import { OutsideLink } from './outside-link';

/** Web addresses in text, without the punctuation that ends a sentence. */
const ADDRESS = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?'()[\]{}])/;

/** Plain text whose web addresses are links. */
export function LinkedText({ children }: { children: string }) {
  // Every second piece is an address.
  return (
    <>
      {children.split(ADDRESS).map((piece, index) => (
        <Fragment key={index}>{index % 2 === 0 ? piece : <OutsideLink address={piece}>{piece}</OutsideLink>}</Fragment>
      ))}
    </>
  );
}
