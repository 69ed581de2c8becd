/**
 * Tables of settings, and the dotted keys of what is in them.
 *
 * @module
 */

/** A value of a setting: what TOML can hold. */
export type SettingValue = string | number | boolean | null | SettingValue[] | SettingTable;

/** Settings under a common header, by name. */
export interface SettingTable {
  /** A setting, or a table of settings, by its name without the header. */
  [name: string]: SettingValue;
}

/**
 * Looks a value up.
 *
 * @param table The table.
 * @param key Its dotted key.
 * @returns The value; `undefined` if there is none.
 */
export function lookUp(table: SettingTable, key: string): SettingValue | undefined {
  let value: SettingValue | undefined = table;
  for (const name of key.split(".")) {
    if (!isTable(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** Tells a table from other values. */
export function isTable(value: SettingValue | undefined): value is SettingTable {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Sets a value, in tables that are made where there are none.
 *
 * @param table The table.
 * @param key The dotted key.
 * @param value The value.
 */
export function setIn(table: SettingTable, key: string, value: SettingValue): void {
  const names = key.split(".");
  const last = names.pop() ?? key;
  for (const name of names) {
    const inner = Object.hasOwn(table, name) ? table[name] : undefined;
    table = isTable(inner) ? inner : put(table, name, emptyTable());
  }
  put(table, last, value);
}

/**
 * Removes a value, and the tables that are empty without it.
 *
 * @param table The table.
 * @param key The dotted key.
 * @returns Whether it was there.
 */
export function removeFrom(table: SettingTable, key: string): boolean {
  const [name = "", ...rest] = key.split(".");
  if (!Object.hasOwn(table, name)) return false;
  const inner = table[name];
  if (rest.length > 0) {
    if (!isTable(inner) || !removeFrom(inner, rest.join("."))) return false;
    if (Object.keys(inner).length > 0) return true;
  }
  delete table[name];
  return true;
}

/** Sets a value even if its name is that of an accessor, such as `__proto__`. */
function put<T extends SettingValue>(table: SettingTable, name: string, value: T): T {
  Object.defineProperty(table, name, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
  return value;
}

/** A table without a prototype, so that a key such as `__proto__` is only a key. */
export function emptyTable(): SettingTable {
  return Object.create(null);
}

/**
 * Merges two tables, and the tables in them.
 *
 * @param over The table that wins.
 * @param under The other one.
 * @returns A new table.
 */
export function mergeTables(over: SettingTable, under: SettingTable): SettingTable {
  const merged: SettingTable = Object.assign(emptyTable(), under);
  for (const [name, value] of Object.entries(over)) {
    const below = merged[name];
    merged[name] = isTable(value) && isTable(below) ? mergeTables(value, below) : value;
  }
  return merged;
}
