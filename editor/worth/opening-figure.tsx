import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';

/** A figure in a table that opens into its records. */
export const OpeningFigure = ({ open, children }: { readonly open: () => void; readonly children: ReactNode }) => (
  <Anchor component="button" type="button" size="sm" title="Show its records" onClick={open}>
    {children}
  </Anchor>
);
