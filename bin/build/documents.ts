// Which files a README needs beside it: those it links to, and those that these link to. Pure.
import path from '#path'

/** Their paths from the root of the project, `first` included. `read` gives the text of one. */
export function documents(first: string, read: (file: string) => string): string[] {
  const found = new Set([first])
  // A set hands out what is added to it meanwhile, too.
  for (const file of found) {
    if (!file.endsWith('.md')) continue
    for (const link of linksOf(read(file)))
      found.add(path.posix.join(path.posix.dirname(file), link))
  }
  return [...found]
}

/** Those to other files of the project, without the place inside. */
function linksOf(markdown: string): string[] {
  const links = Array.from(markdown.matchAll(/\]\(([^)#\s]+)/g), ([, link = '']) => link)
  return links.filter((link) => !/^[a-z]+:/.test(link))
}
