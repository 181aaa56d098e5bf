import { Group, Stack, Text, Title } from '@mantine/core';
import { address } from '../../app/addresses.ts';
import { PageLink } from '../../app/page-link.tsx';
import { useFormats } from '../../ui/formats.ts';
import { NoticeBadge } from '../../ui/notice.tsx';
import styles from '../look-after.module.css';
import { Facts, Said } from '../said.tsx';
import { Attained } from './attained.tsx';
import { Balance } from './balance.tsx';
import { Gates } from './gates.tsx';
import { Lines } from './lines.tsx';
import { type Enrollment, useBalance } from './queries.ts';
import { Waiting } from './waiting.tsx';

/** One enrollment as it stands today. */
export function EnrollmentView({ partner, enrollment }: { readonly partner: string; readonly enrollment: Enrollment }) {
  const { program, partnerType, application, benefits, facts, provisional } = enrollment;
  const { date, money } = useFormats();
  const of = { program, partner, partnerType };
  const currency = useBalance(of).data?.[0]?.currency;
  return (
    <div className={styles.columns}>
      <Stack gap="xl">
        <Attained {...of} currency={currency} />
        <section>
          <Title order={3} mb="xs">
            What is due to it
          </Title>
          <Balance {...of} />
        </section>
        <section>
          <Title order={3} mb="xs">
            Its lines
          </Title>
          <Stack gap="sm">
            <Waiting {...of} />
            <Lines {...of} />
          </Stack>
        </section>
      </Stack>
      <aside className={`panel ${styles.aside}`} aria-label="The enrollment">
        {provisional && (
          <Group>
            <NoticeBadge>provisional</NoticeBadge>
            <Text size="sm" c="dimmed">
              Something that this hangs on came late, or is set aside.
            </Text>
          </Group>
        )}
        <Said
          of={[
            ['Program', program],
            ['Enrolled', date(enrollment.enrolledOn)],
            ['Tier', enrollment.tier && <b>{enrollment.tier}</b>],
            ['Since', enrollment.tierSince && date(enrollment.tierSince)],
            ['Qualified for', enrollment.qualified],
            ['Grace through', enrollment.graceUntil && date(enrollment.graceUntil)],
            [
              'Application',
              application?.case && (
                <PageLink key="application" to={address('registration', { registration: application.case })}>
                  {application.status}
                </PageLink>
              ),
            ],
          ]}
        />
        <div>
          <Title order={3} mb="xs">
            What it may do today
          </Title>
          <Gates {...of} />
        </div>
        {benefits.length > 0 && (
          <div>
            <Title order={3} mb="xs">
              Benefits
            </Title>
            <Said
              of={benefits.map(({ benefit, grant, amount, since }) => [
                benefit,
                `${amount !== undefined && currency !== undefined ? money(amount, currency) : (amount ?? grant ?? 'granted')}, since ${date(since)}`,
              ])}
            />
          </div>
        )}
        {Object.keys(facts).length > 0 && (
          <div>
            <Title order={3} mb="xs">
              Profile
            </Title>
            <Facts facts={facts} />
          </div>
        )}
      </aside>
    </div>
  );
}
