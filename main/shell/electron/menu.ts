// The application menu: the few roles whose keys people expect. Hidden behind Alt on Linux and Windows.
import { Menu } from 'electron'
import type { MenuWords } from '../../../shared/text/menu'

/** Installs the menu. It has no entry that reloads a page or opens the developer tools. After `ready`. */
export function installMenu(words: MenuWords): void {
  const menu = Menu.buildFromTemplate([
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
  ])
  Menu.setApplicationMenu(menu)
}
