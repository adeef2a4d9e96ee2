// The application menu: the few roles whose keys people expect. Hidden behind Alt on Linux and Windows.
import { Menu, type MenuItemConstructorOptions } from 'electron'

/** The words of the menu, in the person's language. */
export interface MenuWords {
  readonly file: string
  readonly quit: string
  readonly edit: string
  readonly cut: string
  readonly copy: string
  readonly paste: string
  readonly selectAll: string
}

/** Installs the menu. It has no entry that reloads a page or opens the developer tools. */
export function installMenu(words: MenuWords): void {
  const template: MenuItemConstructorOptions[] = [
    { label: words.file, submenu: [{ id: 'quit', role: 'quit', label: words.quit }] },
    {
      label: words.edit,
      submenu: [
        { role: 'cut', label: words.cut },
        { role: 'copy', label: words.copy },
        { role: 'paste', label: words.paste },
        { role: 'selectAll', label: words.selectAll },
      ],
    },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
