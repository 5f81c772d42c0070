"""Who knows whom: the partners, their programmes and the ties between them."""
