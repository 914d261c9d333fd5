"""The model of the splitter: a linear-chain conditional random field over the blocks of a page."""
