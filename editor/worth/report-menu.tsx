import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconFileText } from '@tabler/icons-react';
import { type Question, withoutCompared } from './question.ts';

/** What is shown, as a page to print and as CSV: as `dealwright report` writes them. */
export function ReportMenu({ program, question }: { readonly program: string; readonly question: Question }) {
  const href = (format: 'html' | 'csv'): string => {
    const query = new URLSearchParams({ ...withoutCompared(question), format });
    return `/v1/analytics/programs/${encodeURIComponent(program)}/report?${query.toString()}`;
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconFileText size={14} />} rightSection={<IconChevronDown size={14} />}>
          Report
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={href('html')} target="_blank" rel="noopener">
          Page to print
        </Menu.Item>
        <Menu.Item component="a" href={href('csv')} download>
          CSV
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
