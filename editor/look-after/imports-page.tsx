import { Stack, Title } from '@mantine/core';
import { useChosenProgram } from '../app/chosen.ts';
import { useMay } from '../app/session.ts';
import { Notice } from '../ui/notice.tsx';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { EmptyState } from '../ui/states.tsx';
import { EarlierImports } from './imports/earlier-imports.tsx';
import { ImportForm } from './imports/import-form.tsx';

/** Years of deals become a history that what-if is asked of. */
export function ImportsPage() {
  const [program] = useChosenProgram();
  const may = useMay('operator');
  return (
    <>
      <PageHeader title="Imports" about="Files of rows become a history, by a mapping that says what each column is." />
      <PageBody>
        <Stack gap="xl">
          {!may ? (
            <Notice title="Operators import">Ask an admin for that role, or an operator for the import.</Notice>
          ) : program === undefined ? (
            <EmptyState title="There is no program">Rows are read by a program’s catalogue. Write one first.</EmptyState>
          ) : (
            <ImportForm program={program} />
          )}
          <section aria-labelledby="earlier-imports">
            <Title order={2} size="h4" mb="sm" id="earlier-imports">
              Earlier imports
            </Title>
            <EarlierImports />
          </section>
        </Stack>
      </PageBody>
    </>
  );
}
