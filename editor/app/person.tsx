import { ActionIcon, Menu, Text } from '@mantine/core';
import { IconApi, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useSession, useSignOut } from './session.ts';

/** Who is signed in, with what, and the way out. */
export function Person() {
  const { data: session } = useSession();
  const signOut = useSignOut();
  if (session == null) return null;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon size="lg" aria-label={`Signed in as ${session.name}`}>
          <IconUserCircle size={20} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text fw={600} c="var(--mantine-color-text)">
            {session.name}
          </Text>
          <Text size="xs">{session.roles.join(', ') || (session.hint ?? 'no role yet')}</Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item component="a" href="/docs/" leftSection={<IconApi size={15} />}>
          The interface, described
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => signOut.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
