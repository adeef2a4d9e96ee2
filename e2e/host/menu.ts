// `electron.Menu`: kept, never drawn. An item can be pressed by its id.
import type { MenuItemConstructorOptions } from 'electron'

export interface StandInMenuItem {
  readonly id: string | undefined
  readonly role: string | undefined
  readonly label: string
  readonly submenu: StandInMenu | undefined
  click(): void
}

/** State: its items. */
export class StandInMenu {
  readonly items: StandInMenuItem[]

  constructor(items: StandInMenuItem[]) {
    this.items = items
  }

  getMenuItemById(id: string): StandInMenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id)
      if (found !== undefined && found !== null) return found
    }
    return null
  }
}

/** The static side of `Menu`; `quit` is the one role that main itself acts on. */
export function standInMenuClass(quit: () => void) {
  let applicationMenu: StandInMenu | null = null
  const build = (template: readonly MenuItemConstructorOptions[]): StandInMenu =>
    new StandInMenu(
      template.map((entry) => ({
        id: entry.id,
        role: entry.role,
        label: entry.label ?? '',
        submenu: Array.isArray(entry.submenu) ? build(entry.submenu) : undefined,
        click: () => {
          if (entry.role === 'quit') quit()
          // A click from the keyboard or the mouse carries an event that no item of the app looks at.
          else if (entry.click !== undefined) Reflect.apply(entry.click, undefined, [])
        },
      })),
    )
  return class extends StandInMenu {
    static buildFromTemplate(template: readonly MenuItemConstructorOptions[]): StandInMenu {
      return build(template)
    }

    static setApplicationMenu(menu: StandInMenu | null): void {
      applicationMenu = menu
    }

    static getApplicationMenu(): StandInMenu | null {
      return applicationMenu
    }
  }
}
