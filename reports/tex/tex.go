// Package tex turns text into text that TeX prints as it is.
package tex

import (
	"strings"
	"unicode"
)

// letters are the characters that LaTeX reads as markup, and signs that its
// default encoding does not have.
var letters = map[rune]string{
	'\\': `\textbackslash{}`, '{': `\{`, '}': `\}`, '$': `\$`, '&': `\&`, '#': `\#`, '%': `\%`, '_': `\_`,
	'~': `\textasciitilde{}`, '^': `\textasciicircum{}`, '<': `\textless{}`, '>': `\textgreater{}`, '|': `\textbar{}`,
	'"': `{''}`, '−': `$-$`, '×': `$\times$`, '÷': `$\div$`, '·': `$\cdot$`, '±': `$\pm$`, '≤': `$\leq$`, '≥': `$\geq$`,
	'≠': `$\neq$`, '≈': `$\approx$`, '∞': `$\infty$`, '√': `$\surd$`, '∩': `$\cap$`, '∪': `$\cup$`, '∑': `$\Sigma$`,
	'→': `$\rightarrow$`, '←': `$\leftarrow$`, '↑': `$\uparrow$`, '↓': `$\downarrow$`,
	'α': `$\alpha$`, 'β': `$\beta$`, 'γ': `$\gamma$`, 'δ': `$\delta$`, 'ε': `$\varepsilon$`, 'ζ': `$\zeta$`, 'η': `$\eta$`, 'θ': `$\theta$`,
	'κ': `$\kappa$`, 'λ': `$\lambda$`, 'μ': `$\mu$`, 'ν': `$\nu$`, 'ξ': `$\xi$`, 'π': `$\pi$`, 'ρ': `$\rho$`, 'σ': `$\sigma$`, 'τ': `$\tau$`,
	'φ': `$\varphi$`, 'χ': `$\chi$`, 'ψ': `$\psi$`, 'ω': `$\omega$`, 'Δ': `$\Delta$`, 'Σ': `$\Sigma$`, 'Ω': `$\Omega$`,
	'⁰': `\textsuperscript{0}`, '¹': `\textsuperscript{1}`, '²': `\textsuperscript{2}`, '³': `\textsuperscript{3}`, '⁴': `\textsuperscript{4}`,
	'⁵': `\textsuperscript{5}`, '⁶': `\textsuperscript{6}`, '⁷': `\textsuperscript{7}`, '⁸': `\textsuperscript{8}`, '⁹': `\textsuperscript{9}`, '⁻': `$^-$`,
	'₀': `$_0$`, '₁': `$_1$`, '₂': `$_2$`, '₃': `$_3$`, '₄': `$_4$`, '₅': `$_5$`, '₆': `$_6$`, '₇': `$_7$`, '₈': `$_8$`, '₉': `$_9$`,
	'ᵢ': `$_i$`, 'ⱼ': `$_j$`, 'ₖ': `$_k$`, 'ₙ': `$_n$`, 'ₛ': `$_s$`, 'ₘ': `$_m$`, '∏': `$\prod$`, '∈': `$\in$`, '⌊': `$\lfloor$`, '⌋': `$\rfloor$`, '⌈': `$\lceil$`, '⌉': `$\rceil$`,
	'Λ': `$\Lambda$`, 'Θ': `$\Theta$`, 'Φ': `$\Phi$`, 'Π': `$\Pi$`, 'ι': `$\iota$`, 'ο': `o`, '✓': `$\surd$`,
	'\u00A0': `~`, '\u2009': `\,`, '\u202F': `\,`,
}

// Escape returns text that LaTeX prints as it is. Two hyphens stay two, where
// LaTeX would make a dash of them.
func Escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		if to, ok := letters[r]; ok {
			b.WriteString(to)
		} else {
			b.WriteRune(r)
		}
	}
	out := b.String()
	for strings.Contains(out, "--") {
		out = strings.ReplaceAll(out, "--", "-{}-")
	}
	return out
}

// punctuation is what pdfLaTeX prints beyond Latin letters.
const punctuation = "–—‘’‚“”„†‡•…‰‹›€™"

// NeedsUnicode reports whether pdfLaTeX lacks a character of a text that was escaped.
func NeedsUnicode(s string) bool {
	for _, r := range s {
		if r < 0x100 || unicode.Is(unicode.Latin, r) && r < 0x180 || strings.ContainsRune(punctuation, r) {
			continue
		}
		return true
	}
	return false
}
