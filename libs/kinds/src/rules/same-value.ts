/** Whether two JSON values mean the same to the reference, which does not tell an empty list or text from an absent one. */
export function sameValue(one: unknown, other: unknown): boolean {
  const [left, right] = [emptied(one), emptied(other)];
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [leftFields, rightFields] = [left as Fields, right as Fields];
  const names = new Set([...Object.keys(leftFields), ...Object.keys(rightFields)]);
  return [...names].every((name) => sameValue(leftFields[name], rightFields[name]));
}

type Fields = Readonly<Record<string, unknown>>;

function emptied(value: unknown): unknown {
  const isEmpty = value === null || value === '' || (Array.isArray(value) && value.length === 0);
  return isEmpty ? undefined : value;
}
