# toy-anova: Toy model: loss variance explained by Δz and by the mixing ratio
# Draws figure.svg from the CSV files beside it: gnuplot figure.gp
if (!exists("to_standard_output")) set output "figure.svg"
set terminal svg size 1000,620 dynamic font "Helvetica,14" background "white"
set encoding utf8
set datafile separator ","
set datafile missing ""
set datafile missing NaN
set style fill solid 0.9 noborder
set boxwidth 0.23
set xrange [-0.6:5.0 - 0.4]
set yrange [-0.2:1.1]
set ytics 0.2
set ylabel "share of variance, η²"
set xtics ("published bars" 0, "published table,\nlog loss" 1, "network table,\nlog loss" 2, "network table,\nraw loss" 3, "network table,\nclipped loss" 4)
set key top left
set bmargin 4
set errorbars small
plot \
  "published.csv" using (strcol(4) eq "dz" ? -0.25 : NaN):7 skip 1 with boxes linecolor "#2c3e80" title "Δz", \
  "published.csv" using (strcol(4) eq "w" ? 0 : NaN):7 skip 1 with boxes linecolor "#e67e22" title "w", \
  "published.csv" using (strcol(4) eq "interaction" ? 0.25 : NaN):7 skip 1 with boxes linecolor "#95a5a6" title "interaction", \
  "figure.csv" using (strcol(1) eq "published" && strcol(2) eq "log" && strcol(3) eq "none" && strcol(4) eq "dz" ? 0.75 : NaN):7 skip 1 with boxes linecolor "#2c3e80" notitle, \
  "figure.csv" using (strcol(1) eq "published" && strcol(2) eq "log" && strcol(3) eq "none" && strcol(4) eq "w" ? 1 : NaN):7 skip 1 with boxes linecolor "#e67e22" notitle, \
  "figure.csv" using (strcol(1) eq "published" && strcol(2) eq "log" && strcol(3) eq "none" && strcol(4) eq "interaction" ? 1.25 : NaN):7 skip 1 with boxes linecolor "#95a5a6" notitle, \
  "figure.csv" using (strcol(1) eq "network" && strcol(2) eq "log" && strcol(3) eq "none" && strcol(4) eq "dz" ? 1.75 : NaN):7 skip 1 with boxes linecolor "#2c3e80" notitle, \
  "figure.csv" using (strcol(1) eq "network" && strcol(2) eq "log" && strcol(3) eq "none" && strcol(4) eq "dz" ? 1.75 : NaN):7:9:10 skip 1 with yerrorbars pointtype 7 pointsize 0.01 linewidth 1.5 linecolor "black" notitle, \
  "figure.csv" using (strcol(1) eq "network" && strcol(2) eq "log" && strcol(3) eq "none" && strcol(4) eq "w" ? 2 : NaN):7 skip 1 with boxes linecolor "#e67e22" notitle, \
  "figure.csv" using (strcol(1) eq "network" && strcol(2) eq "log" && strcol(3) eq "none" && strcol(4) eq "w" ? 2 : NaN):7:9:10 skip 1 with yerrorbars pointtype 7 pointsize 0.01 linewidth 1.5 linecolor "black" notitle, \
  "figure.csv" using (strcol(1) eq "network" && strcol(2) eq "log" && strcol(3) eq "none" && strcol(4) eq "interaction" ? 2.25 : NaN):7 skip 1 with boxes linecolor "#95a5a6" notitle, \
  "figure.csv" using (strcol(1) eq "network" && strcol(2) eq "log" && strcol(3) eq "none" && strcol(4) eq "interaction" ? 2.25 : NaN):7:9:10 skip 1 with yerrorbars pointtype 7 pointsize 0.01 linewidth 1.5 linecolor "black" notitle, \
  "figure.csv" using (strcol(1) eq "network" && strcol(2) eq "raw" && strcol(3) eq "none" && strcol(4) eq "dz" ? 2.75 : NaN):7 skip 1 with boxes linecolor "#2c3e80" notitle, \
  "figure.csv" using (strcol(1) eq "network" && strcol(2) eq "raw" && strcol(3) eq "none" && strcol(4) eq "dz" ? 2.75 : NaN):7:9:10 skip 1 with yerrorbars pointtype 7 pointsize 0.01 linewidth 1.5 linecolor "black" notitle, \
  "figure.csv" using (strcol(1) eq "network" && strcol(2) eq "raw" && strcol(3) eq "none" && strcol(4) eq "w" ? 3 : NaN):7 skip 1 with boxes linecolor "#e67e22" notitle, \
  "figure.csv" using (strcol(1) eq "network" && strcol(2) eq "raw" && strcol(3) eq "none" && strcol(4) eq "w" ? 3 : NaN):7:9:10 skip 1 with yerrorbars pointtype 7 pointsize 0.01 linewidth 1.5 linecolor "black" notitle, \
  "figure.csv" using (strcol(1) eq "network" && strcol(2) eq "raw" && strcol(3) eq "none" && strcol(4) eq "interaction" ? 3.25 : NaN):7 skip 1 with boxes linecolor "#95a5a6" notitle, \
  "figure.csv" using (strcol(1) eq "network" && strcol(2) eq "raw" && strcol(3) eq "none" && strcol(4) eq "interaction" ? 3.25 : NaN):7:9:10 skip 1 with yerrorbars pointtype 7 pointsize 0.01 linewidth 1.5 linecolor "black" notitle, \
  "figure.csv" using (strcol(1) eq "network" && strcol(2) eq "clipped" && strcol(3) eq "none" && strcol(4) eq "dz" ? 3.75 : NaN):7 skip 1 with boxes linecolor "#2c3e80" notitle, \
  "figure.csv" using (strcol(1) eq "network" && strcol(2) eq "clipped" && strcol(3) eq "none" && strcol(4) eq "dz" ? 3.75 : NaN):7:9:10 skip 1 with yerrorbars pointtype 7 pointsize 0.01 linewidth 1.5 linecolor "black" notitle, \
  "figure.csv" using (strcol(1) eq "network" && strcol(2) eq "clipped" && strcol(3) eq "none" && strcol(4) eq "w" ? 4 : NaN):7 skip 1 with boxes linecolor "#e67e22" notitle, \
  "figure.csv" using (strcol(1) eq "network" && strcol(2) eq "clipped" && strcol(3) eq "none" && strcol(4) eq "w" ? 4 : NaN):7:9:10 skip 1 with yerrorbars pointtype 7 pointsize 0.01 linewidth 1.5 linecolor "black" notitle, \
  "figure.csv" using (strcol(1) eq "network" && strcol(2) eq "clipped" && strcol(3) eq "none" && strcol(4) eq "interaction" ? 4.25 : NaN):7 skip 1 with boxes linecolor "#95a5a6" notitle, \
  "figure.csv" using (strcol(1) eq "network" && strcol(2) eq "clipped" && strcol(3) eq "none" && strcol(4) eq "interaction" ? 4.25 : NaN):7:9:10 skip 1 with yerrorbars pointtype 7 pointsize 0.01 linewidth 1.5 linecolor "black" notitle
