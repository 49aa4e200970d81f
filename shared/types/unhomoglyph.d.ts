/** Letters that look alike become one of them (Unicode's confusables.txt). */
export default function unhomoglyph(text: string): string
