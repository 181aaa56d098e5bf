import { Title } from '@mantine/core';
import { useChosenProgram } from '../app/chosen.ts';
import { useMay } from '../app/session.ts';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { EmptyState } from '../ui/states.tsx';
import { ImportForm } from './imports/import-form.tsx';
import { RecentImports } from './imports/recent-imports.tsx';
import styles from './look-after.module.css';

/** Years of deals become a history that what-if is asked of. */
export function ImportsPage() {
  const [program] = useChosenProgram();
  const may = useMay('operator');
  return (
    <>
      <PageHeader title="Imports" about="Files of rows become a history, by a mapping that says what each column is." />
      <PageBody>
        {!may ? (
          <EmptyState title="Operators import">Ask an admin for that role, or an operator for the import.</EmptyState>
        ) : program === undefined ? (
          <EmptyState title="There is no program">Rows are read by a program’s catalogue. Write one first.</EmptyState>
        ) : (
          <div className={styles.columns}>
            <ImportForm program={program} />
            <aside className={`panel ${styles.aside}`} aria-label="Imports begun here">
              <Title order={2}>Begun here</Title>
              <RecentImports />
            </aside>
          </div>
        )}
      </PageBody>
    </>
  );
}
