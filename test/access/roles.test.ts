import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyText, newSecret, readKeyText } from '../../server/access/key-text.ts';
import { hasRole, ROLES, type Role, withIncluded } from '../../server/access/principal.ts';
import { cutDown, rolesOf, rolesText } from '../../server/access/roles.ts';

const someRoles = fc.subarray([...ROLES]).map((roles): ReadonlySet<Role> => new Set(roles));

test('what is cut down is in both, and nothing that is in both is lost', () => {
  fc.assert(
    fc.property(someRoles, someRoles, (roles, most) => {
      const left = cutDown(roles, most);
      const both = [...withIncluded(roles)].filter((role) => withIncluded(most).has(role));
      expect(new Set(withIncluded(left))).toEqual(new Set(withIncluded(both)));
      for (const role of left) expect(hasRole({ roles: most }, [role])).toBe(true);
      expect(cutDown(left, most)).toBe(left);
      if (both.length === withIncluded(roles).size) expect(left).toBe(roles);
    }),
  );
});

test('roles are read in their order, and unknown ones left out', () => {
  expect([...rolesOf(['admin', 'root', 'viewer', 'viewer', '__proto__'])]).toEqual(['viewer', 'admin']);
  expect(rolesText(['admin', 'viewer'])).toBe('viewer, admin');
  expect(rolesText([])).toBe('no role');
});

test('the text of a key is read as it was written, and nothing else is', () => {
  const id = '0198f3c2b1a04c7e9d52';
  for (let count = 0; count < 100; count += 1) {
    const secret = newSecret();
    expect(readKeyText(keyText({ id, secret }))).toEqual({ id, secret });
  }
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), (text) => {
      expect(readKeyText(text)).toBeUndefined();
      expect(readKeyText(`dw_${id}_${text}`)?.secret ?? text).toBe(text);
    }),
  );
});
